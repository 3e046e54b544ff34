import { describe, expect, it } from 'vitest'
import type { DiffFile } from '#shared/runs.ts'
import { conflictComment, filesOf, pathOf } from './conflicts.ts'
import { fileTree, filterFiles, inTreeOrder } from './file-tree.ts'
import { fingerprint } from '#shared/fingerprint.ts'
import { refusalAhead } from './merge-ahead.ts'
import { composeNotes } from './review-notes.ts'

const file = (path: string, oldPath?: string): DiffFile => ({
  path,
  ...(oldPath === undefined ? {} : { oldPath }),
  status: 'modified',
  additions: 1,
  deletions: 0,
  binary: false,
})

describe('the tree of changed files', () => {
  const files = ['z.md', 'src/b/c/deep.ts', 'src/a.ts', 'docs/x/y/one.md', 'docs/x/y/two.md'].map((path) =>
    file(path),
  )

  it('puts folders first and joins those with a single child', () => {
    expect(fileTree(files).map((line) => `${'  '.repeat(line.depth)}${line.name}`)).toEqual([
      'docs/x/y',
      '  one.md',
      '  two.md',
      'src',
      '  b/c',
      '    deep.ts',
      '  a.ts',
      'z.md',
    ])
    expect(inTreeOrder(files).at(-1)?.path).toBe('z.md')
  })

  it('filters by words, old names included', () => {
    expect(filterFiles(files, 'DOCS one').map(({ path }) => path)).toEqual(['docs/x/y/one.md'])
    expect(filterFiles([file('new.ts', 'old.ts')], 'old')).toHaveLength(1)
    expect(filterFiles(files, ' ')).toHaveLength(5)
  })
})

describe('remarks on a review', () => {
  it('quotes the line with its place', () => {
    const note = { id: '1', path: 'src/a.ts', quote: 'const x = 1', text: 'Rename it. ' }
    expect(
      composeNotes([
        { ...note, side: 'additions', line: 12 },
        { ...note, side: 'deletions', line: 3 },
        { ...note, side: 'additions', line: 0, text: 'Too long.' },
      ]),
    ).toBe(
      'src/a.ts:12\n> const x = 1\nRename it.\n\nsrc/a.ts:3 (before)\n> const x = 1\nRename it.\n\nsrc/a.ts\nToo long.',
    )
  })

  it('tells diffs apart', () => {
    expect(fingerprint('a')).toBe(fingerprint('a'))
    expect(fingerprint('ab')).not.toBe(fingerprint('ba'))
  })
})

describe('refusals of a merge', () => {
  it('finds what can be acted on', () => {
    const problem = {
      code: 'MERGE_CONFLICT',
      message: 'Both changed',
      details: { files: ['a.ts', { path: 'b.ts' }, 3] },
    }
    expect(filesOf(problem)).toEqual(['a.ts', 'b.ts'])
    expect(pathOf({ ...problem, details: { path: '/repo' } })).toBe('/repo')
    expect(filesOf({ ...problem, details: null })).toEqual([])
    expect(pathOf({ ...problem, details: null })).toBeNull()
  })

  it('are known beforehand, as far as the base branch and its checkout go', () => {
    const at = (changes: string[]) => ({ path: '/repo', changes })
    const codes = (checkout: { path: string; changes: string[] } | null, canForward: boolean) =>
      (['merge', 'ff'] as const).map((how) => refusalAhead({ checkout, canForward }, how)?.code ?? null)
    expect(codes(null, true)).toEqual([null, null])
    expect(codes(null, false)).toEqual([null, 'NOT_FAST_FORWARD'])
    expect(codes(at([]), true)).toEqual(['BASE_CHECKED_OUT', 'BASE_CHECKED_OUT'])
    expect(codes(at([]), false)).toEqual(['BASE_CHECKED_OUT', 'NOT_FAST_FORWARD'])
    expect(codes(at(['a']), false)).toEqual(['CHECKOUT_DIRTY', 'CHECKOUT_DIRTY'])
    const dirty = refusalAhead({ checkout: at(['a']), canForward: true }, 'merge')
    expect(dirty?.details).toEqual({ path: '/repo', files: ['a'] })
  })

  it('asks the agent to resolve a conflict, naming the files', () => {
    expect(conflictComment('main', ['a.ts'])).toContain('- a.ts')
    expect(conflictComment('main', [])).not.toContain('Files in conflict')
  })
})
