import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { PullRequest } from '#shared/publications.ts'
import { summaryOf } from '#shared/pull-summary.ts'
import { MIGRATIONS, migrate, openKysely } from './migrate.ts'

const of = (author: string, state: PullRequest['reviews'][number]['state'], id: number) => ({
  id,
  author,
  state,
  body: '',
  at: null,
  url: 'https://github.com/o/r/pull/1',
})
const pull = {
  number: 1,
  url: 'https://github.com/o/r/pull/1',
  state: 'open',
  draft: false,
  headCommit: 'a'.repeat(40),
  mergeable: null,
  mergeState: 'clean',
  mergeCommit: null,
  methods: ['squash'],
  checks: (['failed', 'passed', 'passed'] as const).map((state) => ({
    runId: null,
    name: 'check',
    state,
    summary: null,
    url: null,
  })),
  reviews: [
    of('ana', 'changes_requested', 1),
    of('ben', 'changes_requested', 2),
    of('ana', 'approved', 3),
    of('ben', 'commented', 4),
    of('cem', 'approved', 5),
    of('cem', 'dismissed', 6),
  ],
  comments: [7, 8].map((id) => ({
    id,
    kind: 'line' as const,
    author: 'ana',
    body: 'Why?',
    path: 'a.ts',
    line: 1,
    inReplyTo: null,
    addressed: false,
    at: '2026-11-22T10:00:00.000Z',
    url: 'https://github.com/o/r/pull/1',
  })),
  seenAt: '2026-11-22T10:00:00.000Z',
} satisfies PullRequest

test('what was seen of a pull request before it was held in short is brought along', async () => {
  const database = new Database(':memory:')
  const db = openKysely(database)
  const names = Object.keys(MIGRATIONS).filter((name) => name < '0009')
  const before = Object.fromEntries(names.map((name) => [name, MIGRATIONS[name] ?? { up: async () => {} }]))
  await migrate(db, database, '', before)
  database.pragma('foreign_keys = OFF')
  database
    .prepare(
      `INSERT INTO publications (id, project_id, task_id, status, step, local_branch, branch, base_branch, head_commit,
        title, body, draft, labels, reviewers, created_at, updated_seq, pull, addressed, notes)
      VALUES ('p', 'x', 't', 'open', 'done', 'b', 'b', 'main', 'c', '', '', 0, '[]', '[]', '', 1, ?, '[7]', ?)`,
    )
    .run(JSON.stringify(pull), JSON.stringify(['The label x is not set.']))
  for (const [name, migration] of Object.entries(MIGRATIONS)) if (!(name in before)) await migration.up(db)
  const row = database.prepare('SELECT pull, notes FROM publications').get() as {
    pull: string
    notes: string
  }
  expect(JSON.parse(row.pull)).toEqual(summaryOf(pull, [7]))
  expect(JSON.parse(row.notes)).toEqual([{ text: 'The label x is not set.', url: null, again: true }])
  const whole = database.prepare('SELECT data FROM pull_requests').pluck().get() as string
  expect(JSON.parse(whole)).toEqual(pull)
  await db.destroy()
})
