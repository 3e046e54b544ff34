import { afterAll, beforeAll, expect, it } from 'vitest'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setStage } from '../../faults/agent.ts'
import { batchViolations } from '../../faults/invariants/batches.ts'
import { type Evidence, readEvidence } from '../../faults/invariants/evidence.ts'
import { violations } from '../../faults/invariants.ts'
import { World } from '../../faults/scenario.ts'
import { batchOver } from '../../faults/scenarios/batch-support.ts'
import { git } from '../../support/repository.ts'
import { write } from '../../support/scripted.ts'

// The invariants see what they are there for: each fault is put into what a real batch has left.

let world: World
let sound: Evidence

beforeAll(async () => {
  world = await World.make()
  const { host, project } = await setStage(world)
  const taskIds: string[] = []
  for (const [title, content] of [
    ['one', 'one\n'],
    ['two', 'two\n'],
    ['clash', 'other\n'],
  ] as const) {
    const file = title === 'clash' ? 'one.txt' : `${title}.txt`
    taskIds.push((await project.task(title, write(file, content), { text: 'Done.' })).id)
  }
  const { id } = await host.client.batches.create({ taskIds, mode: 'parallel' })
  await batchOver(host, id)
  await world.stop()
  const evidence = readEvidence(world.dataFolder)
  if (evidence === null) throw new Error('the host has left no database')
  sound = evidence
})
afterAll(() => world.close())

type Batch = Evidence['batches'][number]
type Tasks = Evidence['batchTasks']

/** What is said of the evidence with a fault in it. */
async function said(spoil: (batch: Batch, tasks: Tasks, evidence: Evidence) => void): Promise<string> {
  const copy = structuredClone(sound)
  const [batch] = copy.batches
  if (batch !== undefined) spoil(batch, copy.batchTasks, copy)
  return (await batchViolations(copy, world)).join('\n')
}

it('find nothing where nothing is wrong', async () => {
  expect(sound.batchTasks.map(({ status }) => status)).toEqual(['merged', 'merged', 'skipped'])
  expect(await violations(world)).toEqual([])
})

it('see a batch that hangs, or is over and not cleaned up', async () => {
  expect(await said((batch) => (batch.status = 'running'))).toMatch(/is running at step done/)
  const half = await said((batch, tasks, { runs }) => {
    Object.assign(batch, { step: 'clean_up', ended_at: null, summary: null })
    Object.assign(tasks[2] ?? {}, { status: 'completed', stage: 'merging', awaits_approval: 1 })
    Object.assign(runs[2] ?? {}, { status: 'running' })
  })
  for (const one of [/at step clean_up/, /has no end/, /has no summary/, /its run .* is running/])
    expect(half).toMatch(one)
  expect(half).toMatch(/is over, FIX-3 is completed[^]*still at merging[^]*awaits approval/)
})

it('see a task that looks done, is merged without a run or a reason, or is in two batches', async () => {
  const wrong = await said((_batch, tasks, evidence) => {
    Object.assign(tasks[2] ?? {}, { reason: null, merge_commit: 'x' })
    for (const task of evidence.tasks) task.status = 'done'
    for (const run of evidence.runs) Object.assign(run, { status: 'failed', worktree_path: '/x' })
  })
  expect(wrong).toMatch(/FIX-1 is merged in .*, its run is failed/)
  expect(wrong).toMatch(/FIX-1 is merged in .* has its worktree still/)
  expect(wrong).toMatch(/FIX-1 is merged in .*, but done on the board, not in_review/)
  expect(wrong).toMatch(/FIX-3 is skipped in .* has a merge[^]*nobody says why[^]*FIX-3 looks done/)
  const twice = await said((batch, tasks, { batches, batchTasks }) => {
    batch.status = 'running'
    batches.push({ ...batch, id: 'other' })
    batchTasks.push(...tasks.map((task) => ({ ...task, batch_id: 'other' })))
  })
  expect(twice).toMatch(/FIX-1 is in two open batches/)
})

it('see a feed that says something else', async () => {
  const feed = await said((batch, tasks, { batchFeed }) => {
    batch.merged_commit = 'x'
    Object.assign(tasks[0] ?? {}, { run_id: 'x' })
    batchFeed.pop()
  })
  expect(feed).toMatch(/its merge is null/)
  expect(feed).toMatch(/that its last event is/)
  expect(feed).toMatch(/that its status is "running"/)
  expect(feed).toMatch(/that FIX-1 is/)
  expect(await said((_batch, tasks) => void tasks.splice(2))).toMatch(/its count is/)
})

it('see merges that are missing, doubled, or in another order, and work that is lost', async () => {
  expect(await said((_batch, tasks) => void tasks.reverse())).toMatch(/has the merges/)
  expect(await said((batch) => (batch.head_commit = batch.base_commit))).toMatch(/its row says/)
  const lost = await said((_batch, _tasks, { runs }) => {
    for (const run of runs) run.head_commit = '0'.repeat(40)
  })
  expect(lost).toMatch(/FIX-1 is merged in .*, its work is not in it/)
  expect(lost).toMatch(/FIX-3 was left out of .*, and its work is not on/)

  const [batch] = sound.batches
  const branch = batch?.branch ?? ''
  await git(world.repo, 'branch', '-m', branch, 'aside')
  expect(await said(() => {})).toMatch(/has merged 2 tasks and has no branch/)
  await git(world.repo, 'branch', '-m', 'aside', branch)
  expect(await said(() => {})).toBe('')
})

it('see a combined batch whose tasks are not the work of one run', async () => {
  const wrong = await said((batch) => (batch.mode = 'combined'))
  expect(wrong).toMatch(/is combined, and its tasks have several runs/)
  expect(wrong).toMatch(/FIX-1 is merged in .* with another commit than that of its run/)
  expect(wrong).toMatch(/has the merges .*, its tasks say $/m)
})

it('see an integration worktree that is left', async () => {
  const left = join(world.dataFolder, 'integration', sound.batches[0]?.id ?? '')
  await mkdir(left, { recursive: true })
  expect(await said(() => {})).toMatch(/an integration worktree is left/)
  await rm(left, { recursive: true })
})
