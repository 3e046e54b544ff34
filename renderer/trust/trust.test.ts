import { expect, test } from 'vitest'
import { sizeWords } from './file-size.ts'
import { isCut, patchLines } from './patch-text.ts'
import { whatItCanDo } from './trust-words.ts'

test('a change is told to the last letter, with nothing hidden in it', () => {
  const long = 'x'.repeat(5000)
  expect(
    patchLines(`diff --git a/p b/p\n--- a/p\n+++ b/p\n@@ -1,2 +1,2 @@\n a\n-old\n+user\u202e${long}\n`),
  ).toEqual([
    { tone: 'gap', text: '@@ -1,2 +1,2 @@' },
    { tone: 'context', text: ' a' },
    { tone: 'del', text: '-old' },
    { tone: 'add', text: `+user⟨U+202E⟩${long}` },
  ])
  expect(patchLines('diff --git a/p b/p\nnew file\n--- /dev/null\n+++ b/p\n@@ -0,0 +1 @@\n+one\n')).toEqual([
    { tone: 'add', text: '+one' },
  ])
  // A diff without hunks (a mode, a binary) is told as it is.
  expect(patchLines('old mode 100644\nnew mode 100755\n').map(({ text }) => text)).toEqual([
    'old mode 100644',
    'new mode 100755',
  ])
})

test('a file that was cut says so', () => {
  expect(isCut({ text: 'a'.repeat(100_000) })).toBe(true)
  expect(isCut({ text: 'a' })).toBe(false)
  expect(isCut({ text: null })).toBe(false)
})

test('sizes are short', () => {
  expect([412, 1204, 3_400_000].map(sizeWords)).toEqual(['412 B', '1.2 kB', '3.4 MB'])
})

test('agent files in words: what each of them can do', () => {
  expect(whatItCanDo('opencode.json')).toMatch(/start programs/)
  expect(whatItCanDo('packages/app/.OpenCode/Plugin/x.ts')).toMatch(/code/i)
  expect(whatItCanDo('.opencode/tools/deploy.ts')).toMatch(/code/i)
  expect(whatItCanDo('.opencode/agent/reviewer.md')).toMatch(/instructions/i)
  expect(whatItCanDo('.opencode/package.json')).toMatch(/installs/)
  expect(whatItCanDo('.opencode/theme.txt')).toMatch(/reads/)
})
