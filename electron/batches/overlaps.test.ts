import { describe, expect, it } from 'vitest'
import type { Touched } from '../git/git.ts'
import { pairsOf } from './overlaps.ts'

const MARKS: Record<string, Touched['change']> = { '+': 'added', '-': 'deleted', '~': 'changed' }
/** @param paths such as `+a/b`; null = too many to be named */
const work = (name: string, paths: string[] | null) => ({
  name,
  paths:
    paths === null ? null : new Map(paths.map((path) => [path.slice(1), MARKS[path[0] ?? ''] ?? 'changed'])),
})

describe('pairsOf', () => {
  const cases: [string, (string[] | null)[], string[]][] = [
    ['the same file', [['~a'], ['~a']], ['0 1']],
    ['other files of the same folder', [['~d/a'], ['~d/b']], []],
    ['a file where another has a folder', [['+d'], ['+d/e/f']], ['0 1']],
    ['the same, named the other way round', [['+d/e/f'], ['+d']], ['0 1']],
    ['a file in a folder out of which one was taken', [['-d/a', '+e/a'], ['+d/b']], ['0 1']],
    ['a file further below in such a folder', [['-d/a', '+e/a'], ['+d/x/b']], ['0 1']],
    ['two that take files out of a folder', [['-d/a'], ['-d/b']], []],
    ['a file whose name begins like a folder', [['+d'], ['+dd/e']], []],
    ['so much that nobody can tell', [null, ['~a'], ['~b']], ['0 1', '0 2']],
    ['each pair once', [['~a', '~b'], ['~a', '~b'], ['~b']], ['0 1', '0 2', '1 2']],
    ['one alone', [['~a']], []],
    ['files named like what every object has', [['+constructor'], ['+__proto__']], []],
  ]
  it.each(cases)('%s', async (_, given, wanted) => {
    const pairs = await pairsOf(given.map((paths, at) => work(String(at), paths)))
    expect(pairs.map(([one, other]) => `${one.name} ${other.name}`)).toEqual(wanted)
  })
})
