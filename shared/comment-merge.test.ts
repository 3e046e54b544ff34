import { expect, test } from 'vitest'
import {
  type CommentTie,
  type HereComment,
  knownTies,
  mergeComments,
  type ThereComment,
} from './comment-merge.ts'

const here = (body: string, changedAt = 0, author = 'user'): HereComment => ({
  id: 'h',
  body,
  author,
  changedAt,
})
const there = (body: string, changedAt = 0, author = 'Ada'): ThereComment => ({
  id: 7,
  body,
  author,
  changedAt,
})
const tie = (author = 'ada'): CommentTie => ({
  commentId: 'h',
  remoteId: 7,
  author,
  baseLocal: 'a',
  baseRemote: 'a',
})

test.each<[string, HereComment | null, ThereComment | null, CommentTie | null, object[]]>([
  ['ours is new', here('a'), null, null, [{ kind: 'post', tie: null }]],
  ['theirs is new', null, there('a'), null, [{ kind: 'bring', tie: null }]],
  ['somebody else’s without a tie stays here', here('a', 0, 'grace'), null, null, []],
  ['nothing has changed', here('a'), there('a'), tie(), []],
  ['changed here', here('b'), there('a'), tie(), [{ kind: 'edit', lost: null }]],
  ['changed there', here('a'), there('b'), tie(), [{ kind: 'rewrite', lost: null }]],
  [
    'changed by its author',
    here('a', 0, 'grace'),
    there('b', 0, 'grace'),
    tie('grace'),
    [{ kind: 'rewrite', lost: null }],
  ],
  ['changed to the same', here('b'), there('b\r\n'), tie(), [{ kind: 'settle' }]],
  [
    'changed on both sides, here later',
    here('b', 2_000),
    there('c', 1_000),
    tie(),
    [{ kind: 'edit', lost: 'c' }],
  ],
  [
    'changed on both sides, there later',
    here('b', 1_000),
    there('c', 2_000),
    tie(),
    [{ kind: 'rewrite', lost: 'b' }],
  ],
  [
    'changed on both sides in one second',
    here('b', 1_900),
    there('c', 1_000),
    tie(),
    [{ kind: 'rewrite', lost: 'b' }],
  ],
  ['removed here', null, there('a'), tie(), [{ kind: 'erase' }]],
  ['removed there', here('a'), null, tie(), [{ kind: 'take_away' }]],
  ['removed on both sides', null, null, tie(), [{ kind: 'forget' }]],
  ['removed here, changed there', null, there('b'), tie(), [{ kind: 'bring', tie: tie() }]],
  ['removed there, changed here', here('b'), null, tie(), [{ kind: 'post', tie: tie() }]],
  [
    'somebody else’s is gone here',
    null,
    there('a', 0, 'grace'),
    tie('grace'),
    [{ kind: 'bring', tie: tie('grace') }],
  ],
  ['somebody else’s is removed there', here('a', 0, 'grace'), null, tie('grace'), [{ kind: 'take_away' }]],
  [
    'ours, written with another account',
    here('b'),
    there('a', 0, 'bob'),
    tie('bob'),
    [{ kind: 'edit', lost: null }],
  ],
])('%s', (_, ours, theirs, known, steps) => {
  const list = <T>(one: T | null) => (one === null ? [] : [one])
  expect(mergeComments(list(ours), list(theirs), list(known), 'ada')).toMatchObject(steps)
})

const PLACE = 'https://github.com/ada/engine/issues/1'
const said = (id: string, body: string, more: { author?: string; url?: string; madeAt?: number } = {}) => ({
  ...here(body),
  id,
  author: 'user',
  url: null,
  madeAt: 5,
  ...more,
})
const at = (id: number, body: string, author = 'Ada') => ({
  ...there(body, 0, author),
  id,
  url: `${PLACE}#issuecomment-${id}`,
})
const URL_7 = `${PLACE}#issuecomment-7`

test.each<[string, ReturnType<typeof said>[], ReturnType<typeof at>[], object[]]>([
  ['by address', [said('h', 'a', { url: URL_7 })], [at(7, 'a', 'bob')], [{ commentId: 'h', remoteId: 7 }]],
  [
    'by address, with other words',
    [said('h', 'a', { url: URL_7 })],
    [at(7, 'b')],
    [{ commentId: 'h', remoteId: 7, baseLocal: null, baseRemote: null }],
  ],
  [
    'the address before the words',
    [said('g', 'a'), said('h', 'b', { url: URL_7 })],
    [at(7, 'a')],
    [{ commentId: 'h', remoteId: 7 }],
  ],
  ['our words by our login', [said('h', 'a')], [at(7, ' a')], [{ commentId: 'h', baseRemote: ' a' }]],
  ['our words by another', [said('h', 'a')], [at(7, 'a', 'grace')], []],
  [
    'words of another',
    [said('h', 'a', { author: 'Grace' })],
    [at(7, 'a'), at(8, 'a', 'grace')],
    [{ commentId: 'h', remoteId: 8 }],
  ],
  [
    'the same words twice, one to one',
    [said('g', 'a'), said('h', 'a')],
    [at(7, 'a'), at(8, 'a')],
    [
      { commentId: 'g', remoteId: 7 },
      { commentId: 'h', remoteId: 8 },
    ],
  ],
  [
    'removed there meanwhile',
    [said('h', 'a', { url: URL_7 })],
    [],
    [{ commentId: 'h', remoteId: null, baseLocal: 'a' }],
  ],
  ['of another issue', [said('h', 'a', { url: `${PLACE}2#issuecomment-7` })], [], []],
  ['said since they are linked', [said('h', 'a', { madeAt: 11 })], [at(7, 'a')], []],
])('known again: %s', (_, ours, theirs, ties) => {
  const where = { login: 'ada', place: PLACE, linkedAt: 10 }
  const found = knownTies(ours, theirs, [], where)
  expect(found).toHaveLength(ties.length)
  expect(found).toMatchObject(ties)
  // What is tied is not tied again.
  expect(knownTies(ours, theirs, found, where)).toEqual([])
})
