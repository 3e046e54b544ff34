import { describe, expect, it } from 'vitest'
import { parsePatch, patchFromInput } from './patch-lines.ts'

describe('small diffs', () => {
  it('reads git’s form, with lines that look like headers', () => {
    const [file, ...rest] = parsePatch(
      [
        'diff --git a/src/a.sql b/src/a.sql',
        'index 1..2 100644',
        '--- a/src/a.sql',
        '+++ b/src/a.sql',
        '@@ -1,3 +1,2 @@ create',
        ' one',
        '--- two',
        '-three',
        '+++ four',
        '@@ -9 +8 @@',
        '-x',
        '\\ No newline at end of file',
        '+y',
        '',
      ].join('\n'),
    )
    expect(rest).toEqual([])
    expect(file).toMatchObject({ path: 'src/a.sql', additions: 2, deletions: 3 })
    expect(file?.lines.map((line) => line.type)).toEqual(['ctx', 'del', 'del', 'add', 'gap', 'del', 'add'])
    expect(file?.lines[1]?.text).toBe('-- two')
  })

  it('reads jsdiff’s form, new and deleted files, several files', () => {
    const files = parsePatch(
      'Index: /w/a.ts\n====\n--- /w/a.ts\n+++ /w/a.ts\n@@ -0,0 +1,1 @@\n+a\n' +
        'diff --git a/gone b/gone\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-g\n',
    )
    expect(files.map(({ path, additions, deletions }) => [path, additions, deletions])).toEqual([
      ['/w/a.ts', 1, 0],
      ['gone', 0, 1],
    ])
    expect(parsePatch('')).toEqual([])
    expect(parsePatch('nonsense\nmore')).toEqual([])
  })

  it('shows an edit from its input', () => {
    const patch = patchFromInput('a', 'same\nold\nend', 'same\nnew\nnewer\nend')
    expect(patch.lines.map((line) => `${line.type} ${line.text}`)).toEqual([
      'ctx same',
      'del old',
      'add new',
      'add newer',
      'ctx end',
    ])
    expect(patch).toMatchObject({ additions: 2, deletions: 1 })
    expect(patchFromInput('a', '', 'x\n')).toMatchObject({ additions: 1, deletions: 0 })
  })
})
