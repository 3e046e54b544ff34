import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { NotReady, type TestHost } from '../support/host.ts'
import { marked } from '../support/kill-switch.ts'
import type { How, Kill } from './kills-plan.ts'
import { readState } from './kills-state.ts'
import type { World } from './scenario.ts'

/** How a life ended: where it was meant to, or from outside because that moment never came. */
export interface Death {
  hit: boolean
  /** Milliseconds the host took to be ready; null when it never was. */
  readyMs: number | null
}

/** Longest that a life waits for its moment. */
const LIFE_MS = 90_000

/** Somebody who uses hosts while they live. */
export interface Inhabitant<Life extends Kill> {
  /**
   * Does what there is to do until nothing goes on any more, `signal` aborts or the host is gone.
   *
   * @param arm called when the life's moment may come
   * @returns whether all came to rest
   */
  live(host: TestHost, life: Omit<Life, keyof Kill>, arm: () => void, signal: AbortSignal): Promise<boolean>
}

/** One life of a host, from its start to its death by kill -9. @param startMs what a start usually takes */
export async function live<Life extends Kill>(
  world: World,
  user: Inhabitant<Life>,
  life: Life,
  startMs: number,
): Promise<Death> {
  const { at, how } = life
  if (at.kind === 'start') {
    await killWhileStarting(world, at.share * startMs, life)
    return { hit: true, readyMs: null }
  }
  const began = performance.now()
  const host = await startUnlessKilled(world, switchOf(life))
  if (host === null) return { hit: true, readyMs: null }
  const readyMs = performance.now() - began
  const enough = AbortSignal.timeout(LIFE_MS)
  const controller = new AbortController()
  const signal = AbortSignal.any([enough, controller.signal])
  const arm = () => {
    if (host.isAlive && (at.kind === 'store' || at.kind === 'git')) host.process.kill('SIGUSR2')
  }
  const watched =
    at.kind === 'progress' ? killAfter(world, host, at.items, at.moreMs, life, signal) : host.gone()
  const rested = user.live(host, life, arm, signal).catch((error: unknown) => {
    if (host.isAlive) throw error
  })
  await Promise.race([watched, rested])
  const hit = !host.isAlive
  await kill(host.process, world.dataFolder, how, life.restMs)
  await host.gone()
  controller.abort()
  await Promise.all([rested, watched])
  return { hit: hit || at.kind === 'progress', readyMs }
}

function switchOf({ at, how }: Kill): Record<string, string> {
  if (at.kind === 'progress' || at.kind === 'start') return {}
  return {
    OPENLINEAR_KILL_AT: at.kind === 'git' ? 'git:spawned' : at.point,
    OPENLINEAR_KILL_NTH: String(at.nth),
    OPENLINEAR_KILL_HOW: how,
    ...(at.kind === 'journal' ? {} : { OPENLINEAR_KILL_ARMED: 'later' }),
  }
}

/** Runs go on at once, so a point of the journal may come before the host is ready. */
async function startUnlessKilled(
  world: World,
  environment: Record<string, string>,
): Promise<TestHost | null> {
  try {
    return await world.start(environment)
  } catch (error) {
    const at = environment.OPENLINEAR_KILL_AT
    if (at === undefined || !(error instanceof NotReady) || !error.wasKilledAt(at)) throw error
    if (/^error /m.test(error.stderr)) throw error
    return null
  }
}

async function killWhileStarting(world: World, afterMs: number, { how, restMs }: Kill): Promise<void> {
  const entry = join(import.meta.dirname, '../support/host-process.ts')
  const child = spawn(process.execPath, [entry, world.dataFolder], { stdio: 'ignore', detached: true })
  world.cleanUps.push(() => child.kill('SIGKILL'))
  const gone = once(child, 'exit')
  await delay(afterMs)
  await kill(child, world.dataFolder, how, restMs)
  await gone
}

async function killAfter(
  world: World,
  host: TestHost,
  items: number,
  moreMs: number,
  { how, restMs }: Kill,
  signal: AbortSignal,
): Promise<void> {
  const first = readState(world.dataFolder).written
  while (!signal.aborted && host.isAlive && readState(world.dataFolder).written < first + items)
    await delay(10)
  if (signal.aborted || !host.isAlive) return
  await delay(moreMs)
  await kill(host.process, world.dataFolder, how, restMs)
}

/** Kills from outside; nothing when it is dead. */
async function kill(child: ChildProcess, dataFolder: string, how: How, restMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const rest = () => {
    // Before its first start a data folder has no mark.
    if (!existsSync(join(dataFolder, 'host-id'))) return
    for (const pid of marked(dataFolder)) signalTo(pid)
  }
  if (how === 'everything') rest()
  signalTo(how === 'group' ? -child.pid : child.pid)
  if (how !== 'host, then the rest') return
  await delay(restMs)
  rest()
}

function signalTo(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
