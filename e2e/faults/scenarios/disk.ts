import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Run } from '#shared/runs.ts'
import { git } from '../../support/repository.ts'
import { bash } from '../../support/scripted.ts'
import {
  commandRuns,
  expectDone,
  once,
  setStage,
  type Stage,
  stageOn,
  toolIs,
  until,
  WORK,
  work,
} from '../agent.ts'
import type { Scenario, World } from '../scenario.ts'
import { onSmallDisk, type SmallDisk } from './disk-support.ts'
import { over, setFreeStage } from './world-support.ts'

/** Room for a host, OpenCode's own files and some worktrees. */
const DATA_MB = 160

const execute = promisify(execFile)
const bashIn = (cwd: string, command: string) => execute('bash', ['-c', command], { cwd })

/** The host has noticed that there is no room. */
const noticed = ({ host }: Stage) =>
  until(
    () => /disk is full|SQLITE_FULL|database or disk is full|ENOSPC/.test(host.stderr.join('')),
    'words of a full disk',
  )

/** A stage whose data folder is on a small disk; one run has warmed the agent up. */
async function smallStage(world: World): Promise<{ stage: Stage; disk: SmallDisk }> {
  const disk = await onSmallDisk(world, world.dataFolder, DATA_MB)
  const stage = await setFreeStage(world)
  await expectDone(stage, await stage.start('Warm', ...WORK))
  return { stage, disk }
}

/** The agent waits in its worktree until it is let on. */
const GATE = 'until [ -e gate ]; do sleep 0.05; done; rm gate'

async function openGate({ host }: Stage, run: Run): Promise<void> {
  const { worktreePath } = await host.client.runs.get({ id: run.id })
  await writeFile(join(worktreePath ?? '', 'gate'), '')
}

/** With room again the run goes on, or it ended in disk_full and Retry works. */
async function expectEnd(stage: Stage, run: Run): Promise<void> {
  const { status, failure } = await over(stage.host, run)
  assert.ok(status === 'succeeded' || failure?.code === 'disk_full', JSON.stringify([status, failure]))
  if (status === 'failed') await expectDone(stage, await stage.host.client.runs.retry({ id: run.id }))
}

export const scenarios: Scenario[] = [
  {
    name: 'disk-full-execute',
    what: 'no room in the data folder at Execute: refused in words, nothing changed; with room it runs',
    inCi: false,
    async run(world) {
      const { stage, disk } = await smallStage(world)
      const task = await stage.project.task('Full', ...WORK)
      await disk.fill()
      await assert.rejects(stage.host.client.tasks.execute({ id: task.id }), { code: 'DISK_FULL' })
      assert.equal((await stage.host.client.tasks.runs({ id: task.id })).items.length, 0)
      await disk.free()
      await expectDone(stage, await stage.host.client.tasks.execute({ id: task.id }))
    },
  },
  {
    name: 'disk-full-while-speaking',
    what: 'the data folder fills while the agent speaks and its log cannot be written: with room it goes on or ends in disk_full, and the log is whole',
    inCi: false,
    async run(world) {
      const { stage, disk } = await smallStage(world)
      const text = Array.from({ length: 300 }, (_, index) => `w${index}`).join(' ')
      const run = await stage.start('Speak', once, { text, delayMs: 20 }, ...WORK.slice(1))
      await toolIs(stage, run, 'completed')
      await disk.fill()
      await noticed(stage)
      await disk.free()
      await expectEnd(stage, run)
    },
  },
  {
    name: 'disk-full-by-agent',
    what: 'the agent itself fills the disk of its worktree: it ends in disk_full or is told; with room Retry works',
    inCi: false,
    async run(world) {
      const { stage, disk } = await smallStage(world)
      const run = await stage.start(
        'Fill',
        once,
        bash('dd if=/dev/zero of=ballast.bin bs=1M count=4000; sleep 2'),
        ...WORK.slice(1),
      )
      await noticed(stage)
      const { worktreePath } = await stage.host.client.runs.get({ id: run.id })
      await disk.free()
      await bashIn(worktreePath ?? '', 'rm -f ballast.bin')
      await expectEnd(stage, run)
    },
  },
  {
    name: 'disk-full-host-ends',
    what: 'the data folder is full and the host is ended by kill -9: started with room, the run goes on; started without, it says why',
    inCi: false,
    async run(world) {
      const { stage, disk } = await smallStage(world)
      const run = await stage.start('Kill', once, bash('sleep 3'), ...WORK.slice(1))
      await toolIs(stage, run, 'completed')
      await disk.fill()
      await stage.host.kill()
      await world.start().then(
        (host) => host.kill(),
        (error: unknown) => assert.match(String(error), /full|ENOSPC|no space/i),
      )
      await disk.free()
      await expectDone(stageOn(world, await world.start(), stage.project), run)
    },
  },
  {
    name: 'disk-full-repository',
    what: 'the repository’s disk is full at the worktree, at the commit and at a merge: disk_full each time, and with room Retry works',
    inCi: 'slow',
    async run(world) {
      await git(world.repo, 'checkout', '--quiet', '-b', 'elsewhere')
      await world.rememberCheckout()
      const disk = await onSmallDisk(world, world.repo, 8)
      const stage = await setStage(world, {}, { defaultBranch: 'main' })
      const { host } = stage
      await disk.fill()
      const first = await stage.start('Worktree', ...work(bash(GATE)))
      assert.equal((await over(host, first)).failure?.code, 'disk_full')
      await disk.free()
      const run = await host.client.runs.retry({ id: first.id })
      await commandRuns(stage, run, GATE)
      await disk.fill()
      await openGate(stage, run)
      const ended = await over(host, run)
      assert.equal(ended.failure?.code, 'disk_full')
      await disk.free()
      const last = await host.client.runs.retry({ id: run.id })
      await commandRuns(stage, last, GATE)
      await openGate(stage, last)
      await expectDone(stage, last)
      await git(world.repo, 'commit', '--quiet', '--allow-empty', '-m', 'Elsewhere')
      await world.rememberCheckout()
      await disk.fill()
      await assert.rejects(host.client.runs.merge({ id: last.id }), { code: 'DISK_FULL' })
      await disk.free()
      await host.client.runs.merge({ id: last.id })
    },
  },
]
