import { expect, test } from 'vitest'
import { pullMentions } from './pull-mentions.ts'
import type { PullComment } from './publications.ts'

const said = (id: number, author: string, body: string, more: Partial<PullComment> = {}): PullComment => ({
  id,
  kind: 'issue',
  author,
  body,
  path: null,
  line: null,
  inReplyTo: null,
  addressed: false,
  at: `2026-05-01T10:00:${String(id).padStart(2, '0')}Z`,
  url: `https://github.com/o/r/pull/1#${id}`,
  ...more,
})
const atLine = (root: number | null): Partial<PullComment> => ({
  kind: 'line',
  path: 'a.ts',
  line: 1,
  inReplyTo: root,
})
const idsOf = (comments: PullComment[], addressed: number[] = [], readAs: string | undefined = 'ada') =>
  pullMentions({ comments, ...(readAs === undefined ? {} : { readAs }) }, addressed).map(({ id }) => id)

const ASKED = said(1, 'grace', '@Ada?')
const THREAD = said(2, 'grace', '@ada, here', atLine(null))

test.each<[string, PullComment[], number[]]>([
  ['what others say to the account', [ASKED, THREAD, said(3, 'grace', 'Hm')], [1, 2]],
  ['not what it says itself', [said(1, 'ADA', 'I am @ada')], []],
  ['not what it has answered', [ASKED, said(3, 'ada', 'Yes')], []],
  ['what was said after its answer', [said(1, 'ada', 'Yes'), said(2, 'grace', '@ada again')], [2]],
  ['not what it has answered in the thread', [THREAD, said(3, 'ada', 'Yes', atLine(2))], []],
  ['what it has answered elsewhere', [ASKED, THREAD, said(3, 'ada', 'Yes', atLine(9))], [1, 2]],
  ['a reply in a thread', [said(1, 'bob', 'So?', atLine(null)), said(4, 'grace', '@ada', atLine(1))], [4]],
])('of a pull request, it tells %s', (_name, comments, expected) => {
  expect(idsOf(comments)).toEqual(expected)
})

test('what an agent was given is no mention any more, and nothing is where nobody is known', () => {
  expect(idsOf([ASKED, THREAD], [1])).toEqual([2])
  expect(pullMentions({ comments: [ASKED] })).toEqual([])
})

test('the newest are told, the oldest of them first, and long ones in short', () => {
  const many = Array.from({ length: 30 }, (_, index) => said(index, 'grace', '@ada'))
  expect(idsOf(many.toReversed())).toEqual(Array.from({ length: 20 }, (_, index) => index + 10))
  const [long] = pullMentions({ comments: [said(1, 'grace', `@ada ${'x'.repeat(9000)}`)], readAs: 'ada' })
  expect(long?.body).toHaveLength(4001)
})
