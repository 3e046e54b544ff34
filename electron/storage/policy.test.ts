import { describe, expect, test } from 'vitest'
import {
  type Holdings,
  verdictOnBackup,
  verdictOnBatchWorktree,
  verdictOnClone,
  verdictOnDatabase,
  verdictOnOrphan,
  verdictOnProjectWorktree,
  verdictOnRun,
} from './policy.ts'

const TASK = {
  id: 't',
  identifier: 'APP-1',
  title: 'One',
  status: 'in_review' as const,
  archived: false,
  latestRunId: 'r',
}
const RUN = { runId: 'r', isOpen: false, inBatch: false, inContest: false, isLeftover: false, tasks: [TASK] }
const SEEN: Holdings = {
  uncommitted: 0,
  commits: 0,
  branch: null,
  commit: null,
  projectId: 'p',
  isWork: true,
  isEmpty: false,
}
const inShort = ({ actions, unneeded }: { actions: string[]; unneeded: boolean }) =>
  `${actions.join('+') || 'stays'}${unneeded ? ', unneeded' : ''}`

test.each([
  [{ isOpen: true, isLeftover: true }, 'stays'],
  [{ inBatch: true, isLeftover: true }, 'stays'],
  [{ inBatch: true, tasks: [] }, 'stays'],
  [{ inContest: true, tasks: [{ ...TASK, latestRunId: 'other' }] }, 'stays'],
  [{ isLeftover: true }, 'free, unneeded'],
  [{ tasks: [] }, 'free, unneeded'],
  [{ tasks: [{ ...TASK, latestRunId: 'later' }] }, 'free, unneeded'],
  [{ tasks: [{ ...TASK, status: 'done' as const }] }, 'free, unneeded'],
  [{ tasks: [{ ...TASK, archived: true }] }, 'free, unneeded'],
  [{}, 'free'],
  // Carried out together with others.
  [{ tasks: [{ ...TASK, latestRunId: 'later' }, TASK] }, 'free'],
  [
    {
      tasks: [
        { ...TASK, archived: true },
        { ...TASK, status: 'done' as const },
      ],
    },
    'free, unneeded',
  ],
  [{ tasks: [{ ...TASK, status: 'todo' as const }] }, 'free'],
])('of a run with %j: %s', (change, expected) => {
  expect(inShort(verdictOnRun({ ...RUN, ...change }))).toBe(expected)
})

describe('an orphan', () => {
  test.each([
    ['folder', null, 'stays'],
    ['folder', { isEmpty: true, isWork: false, projectId: null }, 'free, unneeded'],
    ['folder', { isWork: false, projectId: null }, 'stays'],
    ['folder', { projectId: null }, 'stays'],
    ['folder', { uncommitted: null }, 'stays'],
    ['folder', { commits: null }, 'stays'],
    ['folder', {}, 'free, unneeded'],
    ['folder', { uncommitted: 1 }, 'keep+free'],
    ['registration', { commits: 1 }, 'keep+free'],
    ['registration', {}, 'free, unneeded'],
    // Another data folder on the same repository may know it.
    ['branch', {}, 'free'],
    ['branch', { commits: 2 }, 'keep+free'],
  ] as const)('%s with %j: %s', (what, change, expected) => {
    expect(inShort(verdictOnOrphan(what, change === null ? null : { ...SEEN, ...change }))).toBe(expected)
  })
})

test.each([
  [{ isRemoved: false }, { isEmpty: true }, 'stays'],
  [{ isRemoved: true }, null, 'stays'],
  [{ isRemoved: true }, {}, 'keep+free'],
  [null, {}, 'keep+free'],
  [null, { commits: 1 }, 'keep'],
  [null, { uncommitted: 1 }, 'keep'],
  [null, { uncommitted: 1, isWork: false }, 'stays'],
  [null, { uncommitted: null }, 'stays'],
  [null, { isEmpty: true, isWork: false }, 'free, unneeded'],
] as const)('of a clone of %j with %j: %s', (owner, change, expected) => {
  expect(inShort(verdictOnClone(owner, change === null ? null : { ...SEEN, ...change }))).toBe(expected)
})

test('worktrees for merges', () => {
  expect(inShort(verdictOnBatchWorktree('paused'))).toBe('stays')
  expect(inShort(verdictOnBatchWorktree('cancelled'))).toBe('free, unneeded')
  expect(inShort(verdictOnProjectWorktree(false))).toBe('free')
  expect(inShort(verdictOnProjectWorktree(true))).toBe('free, unneeded')
})

describe('backups', () => {
  const files = ['5-daily.db', '4-before-x.db', '3-daily.db', '2-daily.db', '1-before-y.db']
  test.each([
    ['5-daily.db', 'stays'],
    ['4-before-x.db', 'free, unneeded'],
    ['3-daily.db', 'stays'],
    ['2-daily.db', 'free'],
    ['1-before-y.db', 'free, unneeded'],
  ])('%s: %s', (name, expected) => {
    expect(inShort(verdictOnBackup(name, files))).toBe(expected)
  })
  test('where there is no daily one, the newest stays', () => {
    expect(inShort(verdictOnBackup('2-before-x.db', ['2-before-x.db', '1-before-x.db']))).toBe('stays')
    expect(inShort(verdictOnBackup('1-before-x.db', ['2-before-x.db', '1-before-x.db']))).toBe('free')
    expect(inShort(verdictOnBackup('6-before-x.db', ['6-before-x.db', ...files]))).toBe('free')
  })
})

test('the database is compacted when its log is long', () => {
  expect(inShort(verdictOnDatabase(4096))).toBe('stays')
  expect(inShort(verdictOnDatabase(8 << 20))).toBe('compact')
})
