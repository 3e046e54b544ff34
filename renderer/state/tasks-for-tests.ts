import fc from 'fast-check'
import type { TaskConditions, TaskQuery } from '#shared/task-query.ts'
import type { Task } from '#shared/tasks.ts'
import type { World } from './arrange.ts'

export const task = (fields: Partial<Task>): Task => ({
  id: 'id',
  projectId: 'p',
  identifier: 'APP-1',
  title: 'Title',
  description: '',
  status: 'todo',
  priority: 'none',
  order: 'a0',
  labelIds: [],
  dueDate: null,
  estimate: null,
  parentId: null,
  dependsOn: [],
  archived: false,
  isGoal: false,
  model: null,
  agent: null,
  variant: null,
  branchName: null,
  executionStatus: null,
  executionProgress: null,
  latestRunId: null,
  contestId: null,
  prUrl: null,
  prNumber: null,
  createdAt: '',
  updatedAt: '',
  updatedSeq: 1,
  ...fields,
})

export const TODAY = '2026-03-28'

/** Few of each, so that tasks share them; what is not listed (a label that was deleted) comes up, too. */
const PROJECTS = ['p', 'q', 'unknown-project']
const LABELS = ['api', 'bug', 'deleted-label']
const IDS = Array.from({ length: 12 }, (_, n) => `t${n}`)
const DAYS = ['2026-03-01', '2026-03-27', TODAY, '2026-03-29', '2026-04-04', '2026-05-01']

export const world: World = {
  today: TODAY,
  projectIds: ['p', 'q'],
  labelIds: ['api', 'bug'],
  agents: ['build', 'plan'],
  batchIds: ['b2', 'b1'],
  batchOf: (id) => ({ t1: 'b1', t2: 'b2', t3: 'b2' })[id],
  agentOf: (projectId) => (projectId === 'q' ? 'plan' : 'build'),
}

const status = fc.constantFrom('backlog', 'todo', 'in_progress', 'in_review', 'done', 'cancelled')
const priority = fc.constantFrom('none', 'urgent', 'high', 'medium', 'low')
const moment = fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z')
const grouping = fc.constantFrom('status', 'priority', 'project', 'label', 'agent', 'batch')

export const someTask: fc.Arbitrary<Task> = fc
  .record({
    id: fc.constantFrom(...IDS),
    projectId: fc.constantFrom(...PROJECTS),
    status,
    priority,
    order: fc.constantFrom('Zz', 'a0', 'a1', 'a1V'),
    labelIds: fc.subarray(LABELS),
    dueDate: fc.option(fc.constantFrom(...DAYS)),
    dependsOn: fc.subarray(IDS, { maxLength: 2 }),
    archived: fc.boolean(),
    agent: fc.option(fc.constantFrom('build', 'plan', 'own')),
    executionStatus: fc.option(fc.constantFrom('queued', 'running', 'waiting', 'succeeded', 'failed')),
    createdAt: moment,
    updatedAt: moment,
  })
  .map(task)

export const someTasks: fc.Arbitrary<ReadonlyMap<string, Task>> = fc
  .uniqueArray(someTask, { selector: ({ id }) => id, maxLength: IDS.length })
  .map((all) => new Map(all.map((one) => [one.id, one])))

const some = <T>(of: fc.Arbitrary<T>) => fc.uniqueArray(of, { minLength: 1, maxLength: 3 })

export const someConditions: fc.Arbitrary<TaskConditions> = fc.record(
  {
    status: some(status),
    priority: some(priority),
    label: some(fc.constantFrom(...LABELS)),
    project: some(fc.constantFrom(...PROJECTS)),
    agent: some(fc.constantFrom('build', 'plan', 'own')),
    run: some(fc.constantFrom('open', 'waiting', 'failed', 'none')),
    due: some(fc.constantFrom('overdue', 'today', 'week', 'none')),
    blocked: fc.boolean(),
  },
  { requiredKeys: [] },
)

export const someQuery: fc.Arbitrary<TaskQuery> = fc.record({
  layout: fc.constantFrom('board', 'list'),
  groupBy: grouping,
  lanes: fc.option(grouping),
  order: fc.constantFrom('manual', 'priority', 'updated', 'created', 'due'),
  conditions: someConditions,
  showEmpty: fc.boolean(),
  showArchived: fc.boolean(),
})
