import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { HOST_ID_VARIABLE } from './host-id.ts'
import { endLeftovers } from './leftovers.ts'

const started: number[] = []
afterEach(() => {
  for (const pid of started.splice(0)) if (alive(pid)) process.kill(pid, 'SIGKILL')
})

/** A zombie is dead; in a container without an init it may stay for ever. */
function alive(pid: number) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Starts a shell line in a session of its own whose parent ends at once, and answers with its pid. */
async function orphan(hostId: string, line: string): Promise<number> {
  const script = `setsid sh -c '${line}' >/dev/null 2>&1 & echo $!`
  const child = spawn('sh', ['-c', script], { env: { PATH: process.env.PATH, [HOST_ID_VARIABLE]: hostId } })
  let output = ''
  for await (const chunk of child.stdout) output += String(chunk)
  const pid = Number(output.trim())
  started.push(pid)
  return pid
}

test.runIf(process.platform === 'linux')('ends orphans of a host and leaves others alone', async () => {
  const mine = `mine-${process.pid}`
  const [first, second, other] = await Promise.all([
    orphan(mine, 'sleep 1000'),
    orphan(mine, 'sleep 1000 & wait'),
    // A longer id that begins with ours is somebody else's.
    orphan(`${mine}-other`, 'sleep 1000'),
  ])
  expect([first, second, other].map(alive)).toEqual([true, true, true])
  expect(await endLeftovers(mine)).toBeGreaterThanOrEqual(3)
  expect([first, second, other].map(alive)).toEqual([false, false, true])
  expect(await endLeftovers(mine)).toBe(0)
})

test.runIf(process.platform === 'linux')('ends what does not listen', async () => {
  const mine = `stubborn-${process.pid}`
  const pid = await orphan(mine, 'trap "" TERM; while :; do sleep 0.1; done')
  expect(await endLeftovers(mine)).toBeGreaterThan(0)
  expect(alive(pid)).toBe(false)
})

test('a host without leftovers', async () => {
  expect(await endLeftovers('nobody')).toBe(0)
})
