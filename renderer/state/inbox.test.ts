import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Batch, BatchTask } from '#shared/batches.ts'
import type { Contest } from '#shared/contests.ts'
import { type InboxMark, markInbox } from '#shared/inbox.ts'
import type { Publication } from '#shared/publications.ts'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { Comment, Task } from '#shared/tasks.ts'
import { INBOX_GROUPS, inboxItems, type InboxParts, isAsked, needsAnswer } from '#shared/inbox-items.ts'
import { isPutAway, nextWakeAfter, placesOf, wokenAt } from '#shared/inbox-places.ts'

const HEAD = 'a'.repeat(40)

const task = (fields: Partial<Task> = {}): Task =>
  ({
    id: 't1',
    projectId: 'p',
    identifier: 'APP-1',
    status: 'in_review',
    archived: false,
    isGoal: false,
    executionStatus: 'succeeded',
    latestRunId: 'r1',
    contestId: null,
    ...fields,
  }) as Task
const run = (fields: Partial<Run> = {}): Run =>
  ({
    id: 'r1',
    taskId: 't1',
    projectId: 'p',
    status: 'succeeded',
    headCommit: HEAD,
    mergedCommit: null,
    discardedAt: null,
    createdAt: '2026-05-01T09:00:00.000Z',
    endedAt: '2026-05-01T10:00:00.000Z',
    ...fields,
  }) as Run
const request = (fields: Partial<Request> = {}): Request =>
  ({
    id: 'q1',
    runId: 'r1',
    taskId: 't1',
    projectId: 'p',
    kind: 'question',
    answer: null,
    createdAt: '2026-05-01T11:00:00.000Z',
    ...fields,
  }) as Request
const member = (fields: Partial<BatchTask> = {}): BatchTask =>
  ({
    taskId: 't1',
    runId: 'r1',
    resolveRunId: null,
    awaitsApproval: false,
    status: 'running',
    ...fields,
  }) as BatchTask
const batch = (fields: Partial<Batch> = {}): Batch =>
  ({
    id: 'b1',
    projectId: 'p',
    status: 'running',
    failure: null,
    mergedCommit: null,
    tasks: [member()],
    createdAt: '2026-05-01T08:00:00.000Z',
    endedAt: null,
    ...fields,
  }) as Batch
const contest = (fields: Partial<Contest> = {}): Contest =>
  ({
    id: 'c1',
    taskId: 't1',
    projectId: 'p',
    status: 'choosing',
    step: 'runs',
    createdAt: '2026-05-01T08:00:00.000Z',
    ...fields,
  }) as Contest
const pull = (failed: number, requested: number, mergeable = true) =>
  ({
    headCommit: HEAD,
    mergeable,
    mergeState: 'clean',
    checkCounts: { failed, pending: 0, passed: 1, neutral: 0 },
    approved: { count: 0, by: [] },
    requested: { count: requested, by: ['grace', 'ada'].slice(0, requested) },
  }) as unknown as Publication['pull']
const publication = (fields: Partial<Publication> = {}): Publication =>
  ({
    id: 'u1',
    projectId: 'p',
    taskId: 't1',
    batchId: null,
    runId: 'r1',
    status: 'open',
    headCommit: HEAD,
    prNumber: 7,
    failure: null,
    followUp: null,
    pull: pull(0, 0),
    createdAt: '2026-05-01T10:30:00.000Z',
    ...fields,
  }) as Publication

const NINE = '2026-05-01T09:00:00.000Z'

const mention = (fields: Partial<Comment> = {}): Comment =>
  ({ id: 'm1', taskId: 't1', isMention: true, createdAt: '2026-05-01T08:00:00.000Z', ...fields }) as Comment

type Lists = {
  tasks?: Task[]
  runs?: Run[]
  requests?: Request[]
  batches?: Batch[]
  contests?: Contest[]
  publications?: Publication[]
  mentions?: Comment[]
}
const byId = <T extends { id: string }>(list: readonly T[] = []) => new Map(list.map((one) => [one.id, one]))
const parts = (lists: Lists): InboxParts => ({
  tasks: byId(lists.tasks),
  runs: byId(lists.runs),
  requests: byId(lists.requests),
  batches: byId(lists.batches),
  contests: byId(lists.contests),
  publications: byId(lists.publications),
  mentions: byId(lists.mentions),
})
const idsOf = (lists: Lists) => inboxItems(parts(lists)).map(({ id }) => id)
const failed = {
  tasks: [task({ status: 'in_progress', executionStatus: 'failed' })],
  runs: [run({ status: 'failed' })],
}
const reviewed = { tasks: [task()], runs: [run()] }
const CHECKS = `publication:u1:checks-${HEAD.slice(0, 12)}`

const TABLE: [string, Lists, string[]][] = [
  ['nothing', {}, []],
  ['what an agent asks', { requests: [request()] }, ['request:q1']],
  ['an answer that waits for a slot', { requests: [request({ answer: { choice: 'x' } })] }, []],
  [
    'a limit in a batch that is paused, which says so itself',
    {
      requests: [request({ kind: 'limit' })],
      batches: [batch({ status: 'paused', failure: 'The budget is used up.' })],
    },
    ['batch:b1:paused-m-ore57h'],
  ],
  [
    'a question in such a batch',
    { requests: [request()], batches: [batch({ status: 'paused' })] },
    ['request:q1'],
  ],
  ['a batch that its user has paused', { batches: [batch({ status: 'paused' })] }, []],
  [
    'work of a batch to be approved',
    { ...reviewed, batches: [batch({ status: 'waiting', tasks: [member({ awaitsApproval: true })] })] },
    ['batch:b1:approval-r1'],
  ],
  [
    'a contest in which one has to be taken',
    { tasks: [task({ contestId: 'c1' })], runs: [run()], contests: [contest()] },
    ['contest:c1'],
  ],
  ['a contest that has been decided', { contests: [contest({ step: 'end_runs' })] }, []],
  ['work in review', reviewed, ['review:r1']],
  ['work that is merged', { tasks: [task()], runs: [run({ mergedCommit: HEAD })] }, []],
  [
    'work that was discarded',
    { tasks: [task()], runs: [run({ discardedAt: '2026-05-01T10:00:00.000Z' })] },
    [],
  ],
  ['work of a task that is done', { tasks: [task({ status: 'done' })], runs: [run()] }, []],
  ['work of a task that is archived', { tasks: [task({ archived: true })], runs: [run()] }, []],
  [
    'a goal with a plan, of which one is accepted and one is dismissed',
    {
      tasks: [
        task({ archived: true, isGoal: true }),
        task({ id: 't2', latestRunId: 'r2', archived: true, isGoal: true, status: 'done' }),
        task({ id: 't3', latestRunId: 'r3', archived: true, isGoal: true, status: 'cancelled' }),
      ],
      runs: [run(), run({ id: 'r2', taskId: 't2' }), run({ id: 'r3', taskId: 't3' })],
    },
    ['plan:r1'],
  ],
  [
    'a goal without one, and one that is at work',
    {
      tasks: [
        task({ archived: true, isGoal: true, status: 'todo' }),
        task({ id: 't2', latestRunId: 'r2', archived: true, isGoal: true, status: 'in_progress' }),
      ],
      runs: [run({ status: 'failed' }), run({ id: 'r2', taskId: 't2', status: 'running' })],
    },
    ['plan:r1'],
  ],
  ['work that is published', { ...reviewed, publications: [publication()] }, []],
  [
    'work that is newer than what is published',
    { ...reviewed, publications: [publication({ runId: 'r0', headCommit: 'b'.repeat(40) })] },
    ['review:r1'],
  ],
  [
    'work of which publishing was given up',
    { ...reviewed, publications: [publication({ status: 'cancelled' })] },
    ['review:r1'],
  ],
  [
    'what goes on with the pull request of a batch',
    {
      ...reviewed,
      publications: [publication({ taskId: null, batchId: 'b1', followUp: { runId: 'r1', settled: true } })],
    },
    [],
  ],
  ['work in a batch that goes on', { ...reviewed, batches: [batch()] }, []],
  [
    'work on the branch of a batch that is over',
    { ...reviewed, batches: [batch({ status: 'completed', tasks: [member({ status: 'merged' })] })] },
    ['batch:b1:review'],
  ],
  [
    'the same, published',
    {
      ...reviewed,
      batches: [batch({ status: 'completed', tasks: [member({ status: 'merged' })] })],
      publications: [publication({ taskId: null, batchId: 'b1' })],
    },
    [],
  ],
  [
    'the same, with a pull request that was closed',
    {
      ...reviewed,
      batches: [batch({ status: 'completed', tasks: [member({ status: 'merged' })] })],
      publications: [publication({ taskId: null, batchId: 'b1', status: 'closed' })],
    },
    ['batch:b1:review'],
  ],
  [
    'work that such a batch has left out',
    { ...reviewed, batches: [batch({ status: 'completed', tasks: [member({ status: 'skipped' })] })] },
    ['review:r1'],
  ],
  ['a run that failed', failed, ['failed:r1']],
  ['the same in a batch that goes on', { ...failed, batches: [batch()] }, []],
  [
    'the same in a batch that is over',
    { ...failed, batches: [batch({ status: 'completed' })] },
    ['failed:r1'],
  ],
  [
    'a failure that is not the latest',
    { tasks: [task({ latestRunId: 'r2', executionStatus: 'queued' })], runs: [run({ status: 'failed' })] },
    [],
  ],
  [
    'a failure of a task that was cancelled',
    { ...failed, tasks: [task({ status: 'cancelled', executionStatus: 'failed' })] },
    [],
  ],
  ['checks that failed', { ...reviewed, publications: [publication({ pull: pull(1, 0) })] }, [CHECKS]],
  ['more of them', { ...reviewed, publications: [publication({ pull: pull(3, 0) })] }, [CHECKS]],
  [
    'all that a pull request can want',
    { ...reviewed, publications: [publication({ pull: pull(1, 2, false) })] },
    [`publication:u1:checks-changes2-conflict-${HEAD.slice(0, 12)}`],
  ],
  [
    'a pull request that an agent is mending',
    { tasks: [task({ executionStatus: 'running' })], publications: [publication({ pull: pull(1, 0) })] },
    [],
  ],
  [
    'a pull request that was closed',
    { ...reviewed, publications: [publication({ status: 'closed' })] },
    ['publication:u1:closed'],
  ],
  [
    'one that was closed, and newer work',
    {
      tasks: [task({ latestRunId: 'r2' })],
      runs: [run({ id: 'r2' })],
      publications: [publication({ status: 'closed' })],
    },
    ['review:r2'],
  ],
  [
    'what somebody has said to the user',
    { tasks: [task({ status: 'done' })], mentions: [mention()] },
    ['mention:m1'],
  ],
  [
    'what somebody has said to the user of a pull request',
    {
      tasks: [task({ status: 'in_progress', executionStatus: 'running' })],
      publications: [
        publication({
          pull: { ...pull(0, 0), mentions: [{ id: 7, at: NINE }] } as unknown as Publication['pull'],
        }),
      ],
    },
    ['mention:u1:7'],
  ],
  [
    'the same, of one that is merged',
    {
      tasks: [task({ status: 'done' })],
      publications: [
        publication({
          status: 'merged',
          pull: { ...pull(0, 0), mentions: [{ id: 7, at: NINE }] } as unknown as Publication['pull'],
        }),
      ],
    },
    [],
  ],
  ['the same, answered', { tasks: [task()], mentions: [mention({ isMention: false })] }, []],
  ['the same, of a task that was archived', { tasks: [task({ archived: true })], mentions: [mention()] }, []],
  [
    'an older pull request than the newest',
    { ...reviewed, publications: [publication({ pull: pull(1, 0) }), publication({ id: 'u2' })] },
    [],
  ],
]

test.each(TABLE)('in the inbox: %s', (_name, lists, expected) => {
  expect(idsOf(lists)).toEqual(expected)
})

test('what was put off comes back at its moment, all of it at once, and nothing that is seen to', () => {
  const [now, next, later] = [NINE, '2026-05-01T10:00:00.000Z', '2026-05-01T11:00:00.000Z'].map(Date.parse)
  const marks = [
    ['a', next, null],
    ['b', next, null],
    ['c', later, null],
    ['d', next, NINE],
    ['e', null, null],
  ].map(([id, until, doneAt]) => ({
    id,
    snoozedUntil: until === null ? null : new Date(until as number).toISOString(),
    doneAt,
    updatedSeq: 1,
  })) as InboxMark[]
  const held = new Map(marks.map((mark) => [mark.id, mark]))
  expect(nextWakeAfter(held, now ?? 0)).toBe(next)
  expect(wokenAt(held, next ?? 0)).toEqual(['a', 'b'])
  expect(nextWakeAfter(held, next ?? 0)).toBe(later)
  expect(wokenAt(held, later ?? 0)).toEqual(['c'])
  expect(nextWakeAfter(held, later ?? 0)).toBeNull()
})

test('agents that stand still come first, then by kind, the oldest first', () => {
  const lists: Lists = {
    tasks: [
      task(),
      task({ id: 't2', latestRunId: 'r2' }),
      task({ id: 't3', latestRunId: 'r3', executionStatus: 'failed' }),
    ],
    runs: [
      run({ endedAt: '2026-05-01T10:00:00.000Z' }),
      run({ id: 'r2', endedAt: '2026-05-01T09:30:00.000Z' }),
      run({ id: 'r3', status: 'failed', endedAt: '2026-05-01T07:00:00.000Z' }),
    ],
    requests: [
      request({ id: 'q2' }),
      request(),
      request({ id: 'q0', createdAt: '2026-05-01T12:00:00.000Z' }),
    ],
    publications: [publication({ pull: pull(1, 0), createdAt: '2026-05-01T01:00:00.000Z' })],
  }
  expect(idsOf(lists)).toEqual(['request:q1', 'request:q2', 'request:q0', 'review:r2', 'failed:r3', CHECKS])
})

const NOON = Date.parse('2026-05-01T12:00:00.000Z')
const mark = (id: string, fields: Partial<InboxMark>): InboxMark => ({
  id,
  snoozedUntil: null,
  doneAt: null,
  updatedSeq: 1,
  ...fields,
})

test('what an agent stands still for can be put off, but not be done', () => {
  const items = inboxItems(parts({ ...reviewed, requests: [request(), request({ id: 'q2' })] }))
  const doneAt = '2026-05-01T11:00:00.000Z'
  const marks = byId([
    mark('request:q1', { doneAt }),
    mark('request:q2', { snoozedUntil: '2026-05-01T12:00:00.001Z' }),
    mark('review:r1', { doneAt }),
  ])
  const at = (now: number) =>
    Object.entries(placesOf(items, marks, now)).map(([place, list]) => [place, list.map(({ id }) => id)])
  expect(at(NOON)).toEqual([
    ['open', ['request:q1']],
    ['snoozed', ['request:q2']],
    ['done', ['review:r1']],
  ])
  expect(at(NOON + 1)).toEqual([
    ['open', ['request:q1', 'request:q2']],
    ['snoozed', []],
    ['done', ['review:r1']],
  ])
})

const key = (prefix: string) => fc.integer({ min: 0, max: 5 }).map((number) => `${prefix}${number}`)
const time = fc
  .integer({ min: 0, max: 23 })
  .map((hour) => `2026-05-01T${String(hour).padStart(2, '0')}:00:00.000Z`)
const anyTask = fc
  .record({
    status: fc.constantFrom('todo', 'in_progress', 'in_review', 'done', 'cancelled') as fc.Arbitrary<
      Task['status']
    >,
    archived: fc.boolean(),
    contestId: fc.constantFrom(null, null, 'c1'),
    runStatus: fc.constantFrom('running', 'waiting', 'succeeded', 'failed', 'cancelled') as fc.Arbitrary<
      Run['status']
    >,
    endedAt: fc.option(time),
    mergedCommit: fc.constantFrom(null, null, HEAD),
  })
  .map(({ runStatus, endedAt, mergedCommit, ...fields }) => ({ fields, runStatus, endedAt, mergedCommit }))
const world = fc
  .record({
    tasks: fc.array(anyTask, { maxLength: 6 }),
    requests: fc.uniqueArray(
      fc.record({
        id: key('q'),
        kind: fc.constantFrom('permission', 'question', 'limit', 'trust') as fc.Arbitrary<Request['kind']>,
        runId: key('r'),
        createdAt: time,
        isAnswered: fc.boolean(),
      }),
      { selector: ({ id }) => id, maxLength: 6 },
    ),
    paused: fc.boolean(),
    approval: fc.boolean(),
    batchStatus: fc.constantFrom('running', 'waiting', 'paused', 'completed', 'failed') as fc.Arbitrary<
      Batch['status']
    >,
    batchTasks: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
    publications: fc.uniqueArray(
      fc.record({
        id: key('u'),
        of: fc.integer({ min: 0, max: 5 }),
        status: fc.constantFrom('open', 'closed', 'cancelled', 'pushed') as fc.Arbitrary<
          Publication['status']
        >,
        failed: fc.integer({ min: 0, max: 1 }),
      }),
      { selector: ({ id }) => id, maxLength: 4 },
    ),
  })
  .map(
    ({ tasks, requests, paused, approval, batchStatus, batchTasks, publications }): Required<Lists> => ({
      tasks: tasks.map(({ fields, runStatus }, index) =>
        task({ id: `t${index}`, latestRunId: `r${index}`, executionStatus: runStatus, ...fields }),
      ),
      runs: tasks.map(({ runStatus, endedAt, mergedCommit }, index) =>
        run({ id: `r${index}`, taskId: `t${index}`, status: runStatus, endedAt, mergedCommit }),
      ),
      requests: requests.map(({ isAnswered, ...fields }) =>
        request({ ...fields, answer: isAnswered ? { reply: 'once' } : null }),
      ),
      batches: [
        batch({
          status: batchStatus,
          failure: paused ? 'The budget is used up.' : null,
          tasks: batchTasks.map((index) =>
            member({ taskId: `t${index}`, runId: `r${index}`, awaitsApproval: approval }),
          ),
        }),
      ],
      contests: [contest()],
      publications: publications.map(({ id, of, status, failed: count }) =>
        publication({ id, taskId: `t${of}`, runId: `r${of}`, status, pull: pull(count, 0) }),
      ),
      mentions: tasks.map((_task, index) => mention({ id: `m${index}`, taskId: `t${index}` })),
    }),
  )

test('nothing that waits is lost, nothing put away is shown, and the order is always the same', () => {
  const state = fc.record({ snoozed: fc.option(fc.integer({ min: -2, max: 2 })), isDone: fc.boolean() })
  fc.assert(
    fc.property(
      world,
      fc.array(state, { minLength: 1, maxLength: 8 }),
      fc.integer(),
      (lists, states, seed) => {
        const items = inboxItems(parts(lists))
        // Where everything stands does not depend on the order in which it has come.
        const turned = Object.fromEntries(
          Object.entries(lists).map(([name, list]) => [name, seed % 2 === 0 ? list.toReversed() : [...list]]),
        ) as Lists
        expect(inboxItems(parts(turned)).map(({ id }) => id)).toEqual(items.map(({ id }) => id))
        const ids = new Set(items.map(({ id }) => id))
        expect(ids.size).toBe(items.length)
        // The host takes a mark of each.
        for (const id of ids) expect(markInbox.safeParse({ id, done: true }).success).toBe(true)
        items.slice(1).forEach((item, at) => {
          const before = items[at]
          const rank = INBOX_GROUPS.indexOf(item.group) - INBOX_GROUPS.indexOf(before?.group ?? 'agents')
          expect(rank > 0 || (rank === 0 && (before?.since ?? '') <= item.since)).toBe(true)
        })

        const paused = lists.batches.some(({ status }) => status === 'paused')
        const pausedIds = new Set(lists.batches.flatMap(({ tasks }) => tasks.map(({ runId }) => runId)))
        for (const { id, answer, kind, runId } of lists.requests) {
          const isOfPause = kind === 'limit' && paused && pausedIds.has(runId)
          expect(ids.has(`request:${id}`)).toBe(answer === null && !isOfPause)
        }
        const inBatch = new Set(lists.batches.flatMap(({ tasks }) => tasks.map(({ taskId }) => taskId)))
        for (const one of lists.tasks) {
          const its = lists.runs.find(({ id }) => id === one.latestRunId)
          const isOver = one.archived || one.status === 'done' || one.status === 'cancelled'
          if (its === undefined || isOver || one.contestId !== null || inBatch.has(one.id)) continue
          if (its.mergedCommit !== null) continue
          if (its.status === 'failed') expect(ids.has(`failed:${its.id}`)).toBe(true)
          if (its.status !== 'succeeded' || one.status !== 'in_review') continue
          const published = lists.publications.filter(
            ({ taskId, status }) => taskId === one.id && status !== 'cancelled',
          )
          // Work is seen to, or its pull request is out or asks for itself.
          const isSaid = ids.has(`review:${its.id}`) || published.some(({ status }) => status !== 'closed')
          expect(isSaid || [...ids].some((id) => id.startsWith('publication:'))).toBe(true)
        }

        const marks = byId(
          items.flatMap(({ id }, index) => {
            const { snoozed, isDone } = states[index % states.length] ?? { snoozed: null, isDone: false }
            const until = snoozed === null ? null : new Date(NOON + snoozed * 1000).toISOString()
            return [mark(id, { snoozedUntil: until, doneAt: isDone ? '2026-05-01T11:00:00.000Z' : null })]
          }),
        )
        const { open, snoozed, done } = placesOf(items, marks, NOON)
        expect([...open, ...snoozed, ...done].map(({ id }) => id).sort()).toEqual([...ids].sort())
        for (const item of open) {
          const { doneAt, snoozedUntil } = marks.get(item.id) ?? { doneAt: null, snoozedUntil: null }
          expect(doneAt !== null && !needsAnswer(item)).toBe(false)
          expect(snoozedUntil !== null && Date.parse(snoozedUntil) > NOON).toBe(false)
        }
        for (const item of done) expect(needsAnswer(item)).toBe(false)
        // What is told outside of the page knows only the name of each.
        const away = new Set([...snoozed, ...done].map(({ id }) => id))
        for (const item of items) {
          expect(isAsked(item.id)).toBe(needsAnswer(item))
          const mark = marks.get(item.id)
          expect(mark !== undefined && isPutAway(mark, NOON)).toBe(away.has(item.id))
        }
      },
    ),
    { numRuns: 500 },
  )
})
