import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createRunner, type Runner } from './run-git.ts'
import { makeWorld, type World } from './testing.ts'

let world: World
let git: Runner
let cwd: string
/** Threads that were started, the last one at the end. */
const threads: Worker[] = []
const onThread = (worker: Worker) => void threads.push(worker)

beforeAll(async () => {
  world = await makeWorld()
  cwd = await world.repository()
  process.on('worker', onThread)
})
afterAll(async () => {
  process.off('worker', onThread)
  await world.close()
})
beforeEach(() => {
  git = createRunner({ hostId: 'host-1', onThread: true })
})

/** Runs a shell line as git would run an alias: a child with children. */
const line = (script: string) => ({ cwd, args: ['line'], config: [`alias.line=!${script}`] })

/** The pid that a shell line writes into a file. */
async function pidIn(name: string): Promise<number> {
  const read = () => readFile(join(world.folder, name), 'utf8').catch(() => '')
  await expect.poll(read, { interval: 20 }).toMatch(/\n/)
  const pid = Number(await read())
  await rm(join(world.folder, name))
  return pid
}

function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  return state !== '' && !state.startsWith('Z')
}

it('no git outlives a thread that ends, and no lock around it', async () => {
  const { folder } = world
  expect(await git.text(line(`sleep 60 >&- 2>&- & echo $! > ${folder}/daemon`))).toBe('')
  const daemon = await pidIn('daemon')
  // One takes no notice of a mild signal, the other one shows no environment.
  const deaf = git.lock(cwd, () =>
    git.run(line(`trap "" TERM; echo $$ > ${folder}/deaf; sleep 60; sleep 60`)),
  )
  const bare = git.run(line(`env -i sh -c "echo \\$\\$ > ${folder}/bare; sleep 60; sleep 60"`))
  const [held, other] = [await pidIn('deaf'), await pidIn('bare')]
  const next = git.lock(cwd, async () => isAlive(held))
  void threads.at(-1)?.terminate()
  await Promise.all([deaf, bare].map((call) => expect(call).rejects.toThrow(/thread .* has ended/)))
  expect([held, other].map(isAlive)).toEqual([false, false])
  expect(await next).toBe(false)
  // What a git has left behind that had come to its end is no part of it.
  expect(isAlive(daemon)).toBe(true)
  process.kill(daemon, 'SIGKILL')
})

it('another thread takes the place of one that had an error which nobody caught', async () => {
  const call = git.run(line(`echo $$ > ${world.folder}/pid; sleep 60; sleep 60`))
  const pid = await pidIn('pid')
  threads.at(-1)?.postMessage(null)
  await expect(call).rejects.toThrow(/null/)
  expect(isAlive(pid)).toBe(false)
  expect(await git.text({ cwd, args: ['rev-parse', 'HEAD'] })).toBe(await world.head(cwd))
})

it('no git outlives a host that has no time to close', async () => {
  const order = line(`trap "" TERM; echo $$ > ${world.folder}/pid; sleep 60; sleep 60`)
  const host = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { createRunner } = await import(${JSON.stringify(join(import.meta.dirname, 'run-git.ts'))})
    process.on('SIGUSR2', () => process.exit(3))
    await createRunner({ hostId: 'host-1', onThread: true }).run(${JSON.stringify(order)})`,
    ],
    { stdio: 'inherit' },
  )
  const pid = await pidIn('pid')
  host.kill('SIGUSR2')
  expect(await once(host, 'exit')).toEqual([3, null])
  // It was sent its end; on a busy machine that takes a moment.
  await expect.poll(() => isAlive(pid)).toBe(false)
})
