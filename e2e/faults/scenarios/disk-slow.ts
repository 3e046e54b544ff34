import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { leftovers } from '../../support/host.ts'
import { expectDone, WORK } from '../agent.ts'
import { type Scenario, Skipped, type World } from '../scenario.ts'
import { setFreeStage } from './world-support.ts'

const CGROUP = `/sys/fs/cgroup/blkio/openlinear-faults-${process.pid}`
/** As a memory card that is nearly full; a disk makes thousands. */
const WRITES_PER_SECOND = 30
/** No call of the page may take longer, in milliseconds. */
const PATIENCE_MS = 5_000

/** `major:minor` of the disk that holds a folder. */
async function deviceOf(folder: string): Promise<string> {
  const { dev } = await stat(folder)
  return `${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`
}

/**
 * Lets processes, and those they start from now on, write to the disk of the data folder so often a second.
 *
 * @throws Skipped where the kernel does not hold single processes back (cgroup v1, as root), or the folder's disk
 *   is none of its own
 */
async function slowDisk(world: World, pids: readonly number[]): Promise<void> {
  try {
    await mkdir(CGROUP)
    world.cleanUps.push(() => rmdir(CGROUP))
    const limit = `${await deviceOf(world.dataFolder)} ${WRITES_PER_SECOND}`
    await writeFile(join(CGROUP, 'blkio.throttle.write_iops_device'), limit)
    // Some kernels take the limit and hold nobody back.
    const dd = `echo $$ > ${CGROUP}/cgroup.procs; dd if=/dev/zero of=slow bs=4k count=10 oflag=dsync; rm slow`
    const started = performance.now()
    await promisify(execFile)('bash', ['-c', dd], { cwd: world.dataFolder })
    assert.ok(performance.now() - started > 5_000 / WRITES_PER_SECOND, 'the disk is as fast as before')
    for (const pid of pids) await writeFile(join(CGROUP, 'cgroup.procs'), String(pid))
  } catch (error) {
    throw new Skipped(`no process can be held back here: ${String(error)}`, { cause: error })
  }
}

export const scenarios: Scenario[] = [
  {
    name: 'disk-slow',
    what: `the host and all it starts write ${WRITES_PER_SECOND} times a second at the most: three runs end, their work once, and the page is answered`,
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { client, process: host } = stage.host
      await expectDone(stage, await stage.start('Warm', ...WORK))
      assert.ok(host.pid)
      await slowDisk(world, [host.pid, ...(await leftovers(world.dataFolder))])
      const runs = await Promise.all(['one', 'two', 'three'].map((name) => stage.start(name, ...WORK)))
      let slowest = 0
      let isOver = false
      const asking = (async () => {
        while (!isOver) {
          const asked = performance.now()
          await client.tasks.list({})
          slowest = Math.max(slowest, performance.now() - asked)
          await delay(50)
        }
      })()
      try {
        for (const run of runs) await expectDone(stage, run)
      } finally {
        isOver = true
        await asking
      }
      assert.ok(slowest < PATIENCE_MS, `the page waited ${Math.round(slowest)} ms`)
    },
  },
]
