import { expect, test } from 'vitest'
import { restoreSubject, reviewActs, reviewMessage, takeBackSubject } from './review-acts.ts'

/** `1` a commit of the agent's with tree `t1`; `-a 2` takes a back; `=2` restores the files of tree `t2`. */
function history(words: string) {
  const parts = words.split(/, ?/)
  return parts.map((part, index) => {
    const commit = `c${index}`
    const [, sign, name, tree] = /^([-=]?)(\w*) ?(\w*)$/.exec(part) ?? []
    if (sign === '-')
      return { commit, tree: `t${tree}`, message: reviewMessage(takeBackSubject(name ?? ''), 'A-1') }
    if (sign === '=')
      return { commit, tree: `t${name}`, message: reviewMessage(restoreSubject('0123456789'), 'A-1') }
    return { commit, tree: `t${name}`, message: 'Revert a\n\nIt was wrong.' }
  })
}

test.each([
  ['', null, null],
  ['1', null, null],
  ['1, -a 2', 'a c0 c1', null],
  ['1, -a 2, -b 3', 'b c1 c2', null],
  ['1, -a 2, -b 3, =2', 'a c0 c1', 'b c1 c2'],
  ['1, -a 2, -b 3, =2, =1', null, 'a c0 c1'],
  ['1, -a 2, -b 3, =2, =3', 'b c1 c2', null],
  ['1, -a 2, -b 3, =2, -c 4', 'c c3 c4', null],
  // The agent has gone on, or somebody has brought another state back.
  ['1, -a 2, 3', null, null],
  ['1, -a 2, -b 3, =1', null, null],
  ['1, -a 2, 3, -b 4', 'b c2 c3', null],
])('of %j can be undone %s, and done again %s', (words, undo, redo) => {
  const said = (act: ReturnType<typeof reviewActs>['undo']) =>
    act === null ? null : `${act.what} ${act.before} ${act.after}`
  const acts = reviewActs(words === '' ? [] : history(words))
  expect([said(acts.undo), said(acts.redo)]).toEqual([undo, redo])
})
