import { describe, expect, it } from 'vitest'
import { namedCommits, namedFiles } from './named-files.ts'

const changed = [
  'src/a.ts',
  'src/deep/b.test.ts',
  'lib/index.ts',
  'src/index.ts',
  'new name.md',
  'old.md',
  'app/[id]/page.tsx',
  'test',
  'Makefile',
  '__init__.py',
  '.env.example',
  'src/müller.ts',
]

describe('namedFiles', () => {
  it.each<[string, string[]]>([
    ['src/a.ts', ['src/a.ts']],
    ['see `src/a.ts`, and **src/deep/b.test.ts**.', ['src/a.ts', 'src/deep/b.test.ts']],
    ['[src/a.ts](src/a.ts) and (src/index.ts:12:3)', ['src/a.ts', 'src/index.ts']],
    ['src/a.ts#L10-L12', ['src/a.ts']],
    ['./src/a.ts', ['src/a.ts']],
    ['a/src/a.ts b/src/index.ts', ['src/a.ts', 'src/index.ts']],
    [String.raw`src\a.ts, src\deep\b.test.ts`, ['src/a.ts', 'src/deep/b.test.ts']],
    [String.raw`C:\work\trees\app-1\src\a.ts`, ['src/a.ts']],
    ['/home/me/trees/app-1/src/a.ts', ['src/a.ts']],
    ['file:///home/me/src/a.ts', ['src/a.ts']],
    ['a.ts', ['src/a.ts']],
    ['deep/b.test.ts', ['src/deep/b.test.ts']],
    // Two have that name.
    ['index.ts', []],
    ['lib/index.ts', ['lib/index.ts']],
    // Others' files.
    ['other/src/a.ts', []],
    ['src/a.tsx, src/a.ts.bak, xsrc/a.ts, src/a', []],
    ['b.ts', []],
    ['new name.md', ['new name.md']],
    ['a new name.mdx', []],
    ['old.md → new name.md', ['new name.md', 'old.md']],
    ['app/[id]/page.tsx', ['app/[id]/page.tsx']],
    // Prose is no file.
    ['I ran the test and made it pass.', []],
    ['`test`', ['test']],
    ['Makefile, test', ['test', 'Makefile']],
    ['- Makefile', ['Makefile']],
    [String.raw`\_\_init\_\_.py`, ['__init__.py']],
    ['_src/a.ts_', ['src/a.ts']],
    ['.env.example', ['.env.example']],
    ['src/müller.ts', ['src/müller.ts']],
    ['', []],
  ])('%j names %j', (text, wanted) => {
    expect(namedFiles(text, changed)).toEqual(wanted)
  })

  it('is quick with a long text and many files', () => {
    const many = Array.from({ length: 2_000 }, (_, number) => `src/file-${number}.ts`)
    const text = `${'[](*_`'.repeat(10_000)} src/file-7.ts ${'.'.repeat(20_000)}`
    expect(namedFiles(text, many)).toEqual(['src/file-7.ts'])
  })
})

it('namedCommits takes at least seven digits, of one commit only', () => {
  const commits = ['abcdef1'.padEnd(40, '0'), 'abcdef2'.padEnd(40, '0'), 'abcdef2'.padEnd(40, '1')]
  const [first = '', second = ''] = commits
  expect(namedCommits('in abcdef1', commits)).toEqual([first])
  expect(namedCommits('`ABCDEF10000`, see /commit/abcdef1.', commits)).toEqual([first])
  expect(namedCommits(second, commits)).toEqual([second])
  expect(namedCommits('abcdef2 abcde abcdef1-x xabcdef1', commits)).toEqual([])
})
