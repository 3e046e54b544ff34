import { expect, test } from 'vitest'
import { parseItemName } from './item-names.ts'

test.each([
  ['worktrees/APP/app-12-1a2b3c4d', { kind: 'worktree', folder: 'APP', name: 'app-12-1a2b3c4d' }],
  ['worktrees/APP/a "b"\n$(c)', { kind: 'worktree', folder: 'APP', name: 'a "b"\n$(c)' }],
  ['integration/x', { kind: 'integration', name: 'x' }],
  ['clones/x', { kind: 'clone', name: 'x' }],
  ['backups/2026-daily.db', { kind: 'backup', name: '2026-daily.db' }],
  ['branches/p/openlinear/app-1', { kind: 'branch', projectId: 'p', name: 'openlinear/app-1' }],
  ['registrations/p/app-1', { kind: 'registration', projectId: 'p', name: 'app-1' }],
  ['database', { kind: 'database' }],
  ['opencode/user/cache', { kind: 'shown' }],
  ['other', { kind: 'shown' }],
])('%s is a name', (item, parsed) => {
  expect(parseItemName(item)).toEqual(parsed)
})

test.each([
  'worktrees/../x',
  'worktrees/APP/..',
  'worktrees/APP/.',
  'worktrees/APP//x',
  'worktrees/../../etc/x',
  'clones/..',
  'clones/.',
  'clones/',
  '/etc/passwd',
  '../x',
  '..',
  '',
  'backups/../openlinear.db',
  'integration/a\0b',
])('%j is none', (item) => {
  expect(() => parseItemName(item)).toThrow(/There is no thing on disk/)
})
