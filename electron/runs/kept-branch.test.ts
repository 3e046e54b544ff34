import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keptBranch } from './kept-branch.ts'

test.each([
  ['openlinear/app-12', 'kept/app-12'],
  ['openlinear-app-12', 'kept/app-12'],
  ['openlinear/batch-1/x', 'kept/batch-1/x'],
  ['APP-12', 'kept/APP-12'],
  ['-rf "$(touch x)"', 'kept/rf-touch-x'],
  ['..', 'kept/work'],
  ['a..b/.c/d.lock', 'kept/a-b/c/d-lock'],
  ['ü', 'kept/work'],
])('%s becomes %s', (from, branch) => {
  expect(keptBranch(from)).toBe(branch)
})

test('any text makes a name that git takes', () => {
  const names = fc.sample(fc.oneof(fc.string(), fc.stringMatching(/^[a-z./\\@{}~^:-]{1,30}(\.lock)?$/)), {
    numRuns: 60,
    seed: 5,
  })
  for (const name of names)
    expect(() => execFileSync('git', ['check-ref-format', `refs/heads/${keptBranch(name)}`])).not.toThrow()
})
