import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { leftovers, TestHost } from '../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../support/repository.ts'

/** A fault and what has to hold after it. */
export interface Scenario {
  /** Short kebab-case name, for `--only`. */
  name: string
  /** One line for the table. */
  what: string
  /** Whether CI runs it too (quick and certain); `slow` = with `OPENLINEAR_SLOW_TESTS=1` alone. */
  inCi: boolean | 'slow'
  /**
   * Throws when something does not hold. The world is fresh, and is looked at once more afterwards: see
   * `violations` in `invariants.ts`.
   */
  run(world: World): Promise<void>
}

/** What a scenario throws that cannot be played here: there is no right to mount, say. */
export class Skipped extends Error {}

/** A data folder and a repository of its own, and the hosts that were started on them. */
export class World {
  readonly dataFolder: string
  /** A user's repository with one commit on `main`. */
  readonly repo: string
  /** Runs that may wait for the user at the end; every other one has to be over. */
  readonly mayWait = new Set<string>()
  /** The user's own checkout as it has to be at the end. */
  #checkout: string
  /** Done when everything was looked at, last first: what the scenario has made outside of the world's folders. */
  readonly cleanUps: (() => unknown)[] = []
  /** What the hosts did on their own that they should not, in words. */
  readonly troubles: string[] = []
  readonly #hosts: TestHost[] = []
  static readonly #open = new Set<World>()
  static #isOver = false

  private constructor(dataFolder: string, repo: string, checkout: string) {
    this.dataFolder = dataFolder
    this.repo = repo
    this.#checkout = checkout
  }

  static async make(files?: Record<string, string>): Promise<World> {
    const repo = await makeRepository(files)
    const world = new World(await temporaryFolder('faults'), repo, await checkoutOf(repo))
    World.#open.add(world)
    return world
  }

  /** Starts a host on the data folder; an earlier one has to be gone. */
  async start(environment: Record<string, string> = {}): Promise<TestHost> {
    if (World.#isOver) throw new Error('no host is started any more')
    const host = await TestHost.start(this.dataFolder, environment)
    this.#hosts.push(host)
    if (World.#isOver) await host.stop()
    return host
  }

  get checkout(): string {
    return this.#checkout
  }

  /** To be called after the scenario itself has changed the user's checkout: this is what has to stay. */
  async rememberCheckout(): Promise<void> {
    this.#checkout = await checkoutOf(this.repo)
  }

  /** Ends every host in good order; one that died by itself, or does not end, is a trouble. */
  async stop(): Promise<void> {
    for (const host of this.#hosts.splice(0)) {
      // One that a scenario left asleep could not hear.
      if (host.isAlive) host.process.kill('SIGCONT')
      const ended = await Promise.race([host.stop().then(() => true), delay(STOP_MS, false, { ref: false })])
      if (!ended) {
        this.troubles.push(`a host did not end within ${STOP_MS / 1000} s of SIGTERM`)
        await host.kill()
      }
      const { exitCode } = host.process
      if (exitCode !== null && exitCode !== 0)
        this.troubles.push(`a host ended with ${exitCode}: ${host.stderr.join('').slice(-500)}`)
    }
  }

  /** Closes every world there is, and lets none of them start another host: hosts are not of our process group, so Ctrl+C does not reach them. */
  static async closeAll(): Promise<void> {
    World.#isOver = true
    for (const world of World.#open) await world.close()
  }

  /** Ends every host and removes what the world left on the disk. */
  async close(): Promise<void> {
    await this.stop()
    World.#open.delete(this)
    // They have been told of by now; nobody else would end them.
    const isMarked = existsSync(join(this.dataFolder, 'host-id'))
    for (const pid of isMarked ? await leftovers(this.dataFolder) : []) killNow(pid)
    for (const cleanUp of this.cleanUps.splice(0).reverse()) await cleanUp()
    for (const folder of [this.dataFolder, this.repo])
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Longest that a host may take to end in good order. */
const STOP_MS = 60_000

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** What a user sees of their checkout: branch, commit, changed and untracked files. */
export const checkoutOf = async (repo: string): Promise<string> =>
  [await git(repo, 'rev-parse', 'HEAD'), await git(repo, 'status', '--porcelain=v1', '--branch')].join('\n')
