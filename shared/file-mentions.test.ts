import { describe, expect, test } from 'vitest'
import { isMentionable, mentionOf, mentionsIn, openMention } from './file-mentions.ts'

describe('a mention', () => {
  test.each([
    ['src/server.ts', '@src/server.ts'],
    ['src', '@src'],
    ['.github/workflows/ci.yml', '@.github/workflows/ci.yml'],
    ['@types/node.d.ts', '@@types/node.d.ts'],
    ['My notes.md', '@"My notes.md"'],
    ['a "quoted" \\ name', '@"a \\"quoted\\" \\\\ name"'],
    ['docs/readme.', '@"docs/readme."'],
    ['pages/[id].tsx', '@"pages/[id].tsx"'],
    ['größe/日本.txt', '@größe/日本.txt'],
    ['a,b', '@"a,b"'],
  ])('of %s is read as it was written', (path, mention) => {
    expect(mentionOf(path)).toBe(mention)
    expect(mentionsIn(`Look at ${mention}, then stop.`)).toEqual([path])
    expect(mentionsIn(`(${mention})`)).toEqual([path])
    expect(mentionsIn(`${mention}.`)).toEqual([path])
  })

  test.each([
    ['', []],
    ['me@example.org', []],
    ['`@src/a.ts` is code, a decorator is @Injectable()', ['Injectable']],
    ['@a.ts and @a.ts and @./b.ts', ['a.ts', 'b.ts']],
    ['@"never closed', []],
    ['@"two\nlines"', []],
  ])('is found in %j only where it is one', (text, paths) => expect(mentionsIn(text)).toEqual(paths))

  test.each([
    ['plain.ts', true],
    ['with space', true],
    ['', false],
    ['new\nline', false],
    ['tab\t', false],
    ['gnp.\u202Eexe', false],
    ['zero\u200Bwidth', false],
    ['broken\uFFFD', false],
  ])('%j can be one: %s', (path, can) => expect(isMentionable(path)).toBe(can))
})

test.each([
  ['@', { length: 1, query: '' }],
  ['see @src/ser', { length: 8, query: 'src/ser' }],
  ['(@a', { length: 2, query: 'a' }],
  ['@"my no', { length: 7, query: 'my no' }],
  ['mail@example', null],
  ['@done ', null],
  ['`@x', null],
  ['@"a" b', null],
])('behind %j is typed %j', (text, open) => expect(openMention(text)).toEqual(open))
