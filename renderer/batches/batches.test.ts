import { describe, expect, test } from 'vitest'
import { BATCH_TASK_STATUSES } from '#shared/batch-words.ts'
import type { Batch, BatchTask } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { type BatchFilterState, filterBatches } from './filter.ts'
import { layGraph } from './graph.ts'
import { layInLanes } from './lanes.ts'
import { moveTask } from './move-task.ts'
import { shortBatchName, workPlace } from './work-place.ts'
import { batchState } from './words.ts'
import { combinedState } from './run-words.ts'
import {
  figures,
  mergedAtWords,
  reasonParts,
  resolutionWords,
  resolverTone,
  taskTone,
  taskWords,
} from './task-words.ts'

const task = (identifier: string, more: Partial<BatchTask> = {}): BatchTask => ({
  taskId: identifier,
  identifier,
  status: 'queued',
  position: 1,
  dependsOn: [],
  runId: null,
  awaitsApproval: false,
  stage: null,
  mergeCommit: null,
  mergedAt: null,
  evidence: null,
  resolveRunId: null,
  resolution: null,
  reason: null,
  ...more,
})

const SKIP = { conflictBehavior: 'skip' } as Batch['options']

describe('words', () => {
  test('a task says what it waits for', () => {
    const first = task('A-1', { status: 'running' })
    const second = task('A-2', { dependsOn: ['A-1', 'A-0'] })
    const third = task('A-3', { status: 'completed' })
    const tasks = [task('A-0', { status: 'merged' }), first, second, third]
    const batch = { tasks, status: 'running' as const, mode: 'parallel' as const }
    expect(taskWords(second, batch, undefined)).toBe('queued, after A-1')
    expect(taskWords(third, batch, undefined)).toBe('ready, after A-1')
    expect(taskWords(third, { ...batch, tasks: [third, first] }, undefined)).toBe('ready to merge')
    expect(taskWords({ ...third, stage: 'verifying' }, batch, undefined)).toBe('checking the merge')
  })

  test('a running task says how far it is', () => {
    const running = task('A-1', { status: 'running' })
    const words = (run: Parameters<typeof taskWords>[2]) =>
      taskWords(running, { tasks: [running], status: 'running', mode: 'parallel' }, run)
    expect(words({ status: 'running', stage: 'running', plan: { done: 3, total: 6 } })).toBe('running 3 of 6')
    expect(words({ status: 'running', stage: 'checking', plan: { done: 3, total: 6 } })).toBe('checking')
    expect(words({ status: 'queued', stage: 'preparing', plan: null })).toBe('queued')
    const begun = { status: 'running', stage: 'running', plan: null, checkPassed: null } as const
    const batch = { tasks: [running], status: 'running' as const, mode: 'parallel' as const }
    expect(taskWords(running, batch, begun, 'OpenCode')).toBe('starting OpenCode')
    expect(combinedState(begun, 'OpenCode').word).toBe('One agent: starting OpenCode')
  })

  test('waiting is for approval, for an answer, or for Resume', () => {
    const waiting = task('A-1', { status: 'waiting' })
    const words = (one: BatchTask, status: Batch['status']) =>
      taskWords(one, { tasks: [one], status, mode: 'queue' }, undefined)
    expect(words({ ...waiting, awaitsApproval: true }, 'waiting')).toBe('waits for approval')
    expect(words(waiting, 'waiting')).toBe('waits for you')
    expect(words(waiting, 'paused')).toBe('waiting, paused')
    const asks = { requestId: 'r', kind: 'question', title: 'Which?' } as const
    const run = { status: 'waiting', stage: 'running', plan: null, waiting: asks } as const
    expect(taskWords(waiting, { tasks: [waiting], status: 'paused', mode: 'parallel' }, run)).toBe(
      'waits for you',
    )
  })

  test('what the user left out is not bad, what conflicts is', () => {
    const left = (code: NonNullable<BatchTask['reason']>['code']) =>
      taskTone({ status: 'skipped', reason: { code, message: '' } })
    expect([left('skipped'), left('conflict'), left('check_failed')]).toEqual(['idle', 'bad', 'bad'])
  })

  test('the figures count every task once, and one that has no slot yet among those in line', () => {
    const tasks = BATCH_TASK_STATUSES.map((status) => task(`A-${status}`, { status, runId: status }))
    const numbers = (runs: Map<string, Pick<Run, 'status'>>, options = SKIP) =>
      Object.fromEntries(
        figures({ tasks, mode: 'parallel', options }, runs).map(({ name, count }) => [name, count]),
      )
    const running = numbers(new Map([['running', { status: 'running' }]]))
    expect(Object.values(running).reduce((sum, count) => sum + count, 0)).toBe(tasks.length)
    expect(running).toMatchObject({ running: 1, queued: 1 })
    expect(numbers(new Map([['running', { status: 'queued' }]]))).toMatchObject({ running: 0, queued: 2 })
    expect(running).not.toHaveProperty('resolving')
    tasks.push(task('A-conflict', { status: 'completed', stage: 'resolving' }))
    const resolving = numbers(new Map(), { ...SKIP, conflictBehavior: 'resolve' })
    expect(resolving).toMatchObject({ resolving: 1, ready: 1 })
    expect(Object.values(resolving).reduce((sum, count) => sum + count, 0)).toBe(tasks.length)
  })

  test('a conflict that an agent resolves is told while it lasts, and after', () => {
    const conflict = task('A-1', { status: 'completed', stage: 'resolving' })
    const running = { id: 'r', status: 'running' } as const
    expect(taskWords(conflict, { tasks: [conflict], status: 'running', mode: 'queue' }, undefined)).toBe(
      'resolving conflict',
    )
    expect([taskTone(conflict), resolverTone(running, conflict)]).toEqual(['wait', 'wait'])
    expect(resolutionWords(conflict, running)).toBe('It conflicts, and an agent resolves that right now.')
    const merged = task('A-1', {
      status: 'merged',
      resolution: { files: ['a', 'b'], otherFiles: ['c'], runId: 'r' },
    })
    expect(resolutionWords(merged, undefined)).toBe(
      'It conflicted in 2 files, and an agent resolved it, changing 1 file beside.',
    )
    expect(resolverTone({ id: 'r', status: 'succeeded' }, merged)).toBe('ok')
    const known = { ...merged, resolution: { files: ['a'], otherFiles: [], runId: null } }
    expect(resolutionWords(known, undefined)).toContain('Git remembered')
    const left = task('A-1', { status: 'skipped' })
    expect(resolutionWords(left, { status: 'failed' })).toBe('An agent has tried to resolve its conflict.')
    expect(resolverTone({ id: 'r', status: 'failed' }, left)).toBe('bad')
    expect(resolutionWords(left, undefined)).toBeNull()
  })

  test('one agent for all tasks is told once, not for each of them', () => {
    const running = task('A-1', { status: 'running' })
    const run = {
      status: 'running',
      stage: 'running',
      plan: { done: 3, total: 6 },
      checkPassed: null,
    } as const
    const batch = { tasks: [running], status: 'running' as const, mode: 'combined' as const }
    expect(taskWords(running, batch, run)).toBe('in work')
    expect(taskWords(running, batch, { ...run, status: 'queued' })).toBe('queued')
    expect(taskWords(task('A-2', { status: 'completed' }), batch, run)).toBe('ready to merge')
    expect(combinedState(run).word).toBe('One agent: works on all tasks, 3 of 6 done')
    expect(combinedState({ ...run, status: 'succeeded', checkPassed: true }).word).toBe(
      'The agent is done, checks passed',
    )
  })

  test('a merge says when it was, and how long after the work was done', () => {
    const merged = task('A-1', { mergedAt: '2026-11-21T14:32:05.000Z' })
    expect(mergedAtWords(task('A-1'), undefined)).toBeNull()
    expect(mergedAtWords(merged, { endedAt: '2026-11-21T14:32:00.800Z' })).toMatch(
      /^merged at \d\d:\d\d:05, 4\.2s after its work was done$/,
    )
    expect(mergedAtWords(merged, undefined)).toMatch(/^merged at \d\d:\d\d:05$/)
  })

  test('a batch whose tasks were all left out has not succeeded', () => {
    const counts = { merged: 0 } as Batch['counts']
    expect(batchState({ status: 'completed', step: 'done', mergedCommit: null, counts }).tone).toBe('idle')
  })

  test('what a check wrote stands apart from the reason', () => {
    expect(reasonParts({ message: '`npm test` fails.\n\nline 1\n\nline 3' })).toEqual({
      said: '`npm test` fails.',
      output: 'line 1\n\nline 3',
    })
    expect(reasonParts({ message: 'It ended with exit code 1.\n\nFAIL\n' }).output).toBe('FAIL')
    expect(reasonParts({ message: 'It conflicts.' }).output).toBeNull()
  })
})

test('the list shows batches of a state and a project', () => {
  const list = [
    { id: 'a', status: 'running', projectId: 'p' },
    { id: 'b', status: 'failed', projectId: 'p' },
    { id: 'c', status: 'paused', projectId: 'q' },
  ] as const
  const ids = (state: BatchFilterState, projectId: string | null) =>
    filterBatches(list, state, projectId)
      .map(({ id }) => id)
      .join('')
  expect([ids('all', null), ids('open', null), ids('ended', null)]).toEqual(['abc', 'ac', 'b'])
  expect([ids('all', 'p'), ids('open', 'q'), ids('ended', 'q')]).toEqual(['ab', 'c', ''])
})

describe('lanes', () => {
  test('a run takes the first lane that is free when it begins', () => {
    const bars = layInLanes(
      [
        { id: 'c', from: 60, to: null },
        { id: 'a', from: 0, to: 50 },
        { id: 'b', from: 0, to: 100 },
      ],
      0,
      200,
    )
    expect(bars).toEqual([
      { id: 'a', lane: 0, left: 0, width: 25 },
      { id: 'b', lane: 1, left: 0, width: 50 },
      { id: 'c', lane: 0, left: 30, width: 70 },
    ])
  })

  test('a lane whose run goes on is not free', () => {
    const bars = layInLanes(
      [
        { id: 'a', from: 0, to: null },
        { id: 'b', from: 150, to: null },
      ],
      0,
      200,
    )
    expect(bars.map(({ lane }) => lane)).toEqual([0, 1])
  })

  test('what goes on ends at the present, also where the picture has room beyond it', () => {
    expect(layInLanes([{ id: 'a', from: 0, to: null }], 0, 50, 200)[0]?.width).toBe(25)
  })

  test('what has just begun can be seen, and stays inside', () => {
    const [bar] = layInLanes([{ id: 'a', from: 200, to: null }], 0, 200)
    expect(bar?.width).toBeGreaterThan(0)
    expect((bar?.left ?? 0) + (bar?.width ?? 0)).toBeLessThanOrEqual(100)
  })
})

describe('the graph', () => {
  test('stands each task right of what it depends on, and leaves out who has no ties', () => {
    const graph = layGraph([
      { id: 'a', dependsOn: [] },
      { id: 'b', dependsOn: ['a'] },
      { id: 'alone', dependsOn: ['elsewhere'] },
      { id: 'c', dependsOn: ['a', 'b'] },
      { id: 'd', dependsOn: ['a'] },
    ])
    expect(graph.nodes).toEqual([
      { id: 'a', column: 0, row: 0 },
      { id: 'b', column: 1, row: 0 },
      { id: 'c', column: 2, row: 0 },
      { id: 'd', column: 1, row: 1 },
    ])
    expect([graph.columns, graph.rows]).toEqual([3, 2])
  })

  test('there is none without dependencies', () => {
    expect(layGraph([{ id: 'a', dependsOn: [] }]).nodes).toEqual([])
  })
})

describe('moving a task', () => {
  const tasks = [
    { id: 'a', dependsOn: [] },
    { id: 'b', dependsOn: ['a'] },
    { id: 'c', dependsOn: [] },
  ]
  const ids = (moved: { id: string }[] | null) => moved?.map(({ id }) => id).join('') ?? null

  test('goes where it may', () => {
    expect(ids(moveTask(tasks, 'c', 0))).toBe('cab')
    expect(ids(moveTask(tasks, 'a', 0))).toBeNull()
    expect(ids(moveTask(tasks, 'c', 3))).toBeNull()
  })

  test('never before what it depends on, nor among what is merged', () => {
    expect(moveTask(tasks, 'b', 0)).toBeNull()
    expect(moveTask(tasks, 'a', 1)).toBeNull()
    expect(moveTask(tasks, 'c', 0, 1)).toBeNull()
    expect(ids(moveTask(tasks, 'c', 1, 1))).toBe('acb')
  })
})

describe('where the work of a task lies', () => {
  const merged = task('A-1', { status: 'merged', runId: 'r1' })
  const ended = {
    tasks: [merged, task('A-2', { status: 'failed' })],
    counts: { merged: 1, total: 2 },
    status: 'completed',
    baseBranch: 'main',
    mergedCommit: null,
    pushedCommit: null,
  } as unknown as Batch
  const inReview = { id: 'A-1', status: 'in_review', latestRunId: 'r1' } as const
  const run = { mergedCommit: null, discardedAt: null }
  const wordOf = (
    batch: Partial<Batch>,
    of: Partial<Parameters<typeof workPlace>[0]> = {},
    its: Parameters<typeof workPlace>[1] = run,
  ) => workPlace({ ...inReview, ...of }, its, { ...ended, ...batch })?.word ?? null

  test('is said until it is in the base branch', () => {
    expect(wordOf({})).toBe('merged, not in main')
    expect(wordOf({ pushedCommit: 'c' })).toBe('pushed')
    expect(wordOf({ mergedCommit: 'c' })).toBeNull()
    expect(wordOf({}, {}, { ...run, mergedCommit: 'c' })).toBeNull()
    expect(workPlace(inReview, run, ended)?.sentence).toBe(
      'In batch A-1 and A-2, 1 of 2 merged, which is not in main yet',
    )
  })

  test('is not said of work that is the task’s no more', () => {
    expect(wordOf({}, { latestRunId: 'r2' })).toBeNull()
    // Nothing was begun anew by a run that went on with the pull request of all.
    expect(workPlace({ ...inReview, latestRunId: 'r2' }, run, ended, 'r2')?.word).toBe('merged, not in main')
    expect(workPlace({ ...inReview, latestRunId: 'r3' }, run, ended, 'r2')).toBeNull()
    expect(wordOf({}, { status: 'done' })).toBeNull()
    expect(wordOf({}, {}, { ...run, discardedAt: 'now' })).toBeNull()
    expect(wordOf({}, { id: 'A-2' })).toBeNull()
  })

  test('is said of an open batch once there is work', () => {
    const open = (of: Partial<BatchTask>) => wordOf({ status: 'running', tasks: [{ ...merged, ...of }] })
    expect(open({})).toBe('merged')
    expect(open({ status: 'completed' })).toBe('ready to merge')
    expect(open({ status: 'completed', stage: 'resolving' })).toBe('resolving conflict')
    expect(open({ status: 'waiting', awaitsApproval: true })).toBe('waits for approval')
    expect(['queued', 'running', 'failed'].map((status) => open({ status } as BatchTask))).toEqual([
      null,
      null,
      null,
    ])
  })

  test('has a short name', () => {
    expect([shortBatchName({ tasks: [merged] }), shortBatchName(ended)]).toEqual(['A-1', 'A-1 +1'])
  })
})
