import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  afterAnswer,
  type ChangeTimes,
  type IssueBase,
  mergeIssue,
  statusOfState,
  stateOfStatus,
  waitingFields,
} from './issue-merge.ts'
import { ISSUE_FIELDS, ISSUE_STATES } from './issue-words.ts'
import type { IssueFields } from './issues.ts'
import { TASK_STATUSES } from './tasks.ts'

const SAME: IssueFields = { title: 'a', body: 'b', state: 'open', labels: ['x', 'y'] }
const base = (local: Partial<IssueFields> = {}, remote: Partial<IssueFields> = {}): IssueBase => ({
  local: { ...SAME, ...local },
  remote: { ...SAME, ...remote },
})
const merge = (
  local: Partial<IssueFields>,
  remote: Partial<IssueFields>,
  times: ChangeTimes = {},
  canMove = true,
  was = base(),
) => mergeIssue(was, { ...SAME, ...local }, { ...SAME, ...remote }, times, canMove)

test('of what differs when both are linked, the side that is not chosen is kept as lost, until that is done', () => {
  const chosen = { ...base({ title: 'theirs' }, { title: 'theirs' }), chosen: ['title', 'state'] as const }
  const ours = { ...SAME, title: 'ours' }
  const theirs = { ...SAME, title: 'theirs', state: 'completed' as const }
  const merged = mergeIssue(chosen, ours, theirs)
  expect(merged).toMatchObject({
    toGithub: { title: 'ours' },
    toTask: { state: 'completed' },
    lost: { title: 'theirs', state: 'open' },
  })
  // GitHub has not answered yet.
  expect(merged.base.chosen).toEqual(['title'])
  const answered = afterAnswer(merged.base, ours, merged.toGithub, { ...theirs, title: 'ours' })
  expect(answered.chosen).toBeUndefined()
  const later = mergeIssue(answered, { ...ours, title: 'later' }, { ...theirs, title: 'ours' })
  expect(later).toMatchObject({ toGithub: { title: 'later' }, lost: {} })
})

describe('one field', () => {
  test.each<[string, Partial<IssueFields>, Partial<IssueFields>, Partial<IssueFields>, Partial<IssueFields>]>(
    [
      ['nothing', {}, {}, {}, {}],
      ['ours', { title: 'c' }, {}, {}, { title: 'c' }],
      ['theirs', {}, { title: 'c' }, { title: 'c' }, {}],
      ['both, the same', { title: 'c' }, { title: 'c' }, {}, {}],
      ['both, the same but for blanks and line ends', { body: 'c\nd' }, { body: 'c\r\nd ' }, {}, {}],
      ['each another', { title: 'c' }, { state: 'completed' }, { state: 'completed' }, { title: 'c' }],
      ['a label of ours', { labels: ['x', 'y', 'z'] }, {}, {}, { labels: ['x', 'y', 'z'] }],
      ['a label less of ours', { labels: ['x'] }, {}, {}, { labels: ['x'] }],
      [
        'a label of each',
        { labels: ['x', 'y', 'z'] },
        { labels: ['w', 'x', 'y'] },
        { labels: ['w', 'x', 'y', 'z'] },
        { labels: ['w', 'x', 'y', 'z'] },
      ],
      [
        'one label on, one off',
        { labels: ['x', 'y', 'z'] },
        { labels: ['y'] },
        { labels: ['y', 'z'] },
        { labels: ['y', 'z'] },
      ],
      ['both take one off', { labels: ['x'] }, { labels: ['x'] }, {}, {}],
      ['a label in other capitals', { labels: ['X', 'y'] }, {}, {}, {}],
    ],
  )('%s', (_, local, remote, toTask, toGithub) => {
    const merged = merge(local, remote)
    expect(merged).toMatchObject({ undecided: [], held: [], refused: [], lost: {} })
    expect([merged.toTask, merged.toGithub]).toEqual([toTask, toGithub])
  })

  test('what GitHub makes of it is nobody’s change', () => {
    const was = base({ title: 'a ' }, { title: 'a', body: 'b\r\n' })
    const merged = mergeIssue(was, was.local, was.remote)
    expect([merged.toTask, merged.toGithub, merged.base]).toEqual([{}, {}, was])
  })

  test.each([
    ['ours, by a second', 2_000, 1_000, 'ours'],
    ['theirs, by a second', 1_000, 2_000, 'theirs'],
    ['theirs, in the same second', 1_999, 1_000, 'theirs'],
  ])('both have changed, the later one is %s', (_, local, remote, winner) => {
    const merged = merge({ title: 'ours' }, { title: 'theirs' }, { title: { local, remote } })
    expect(merged.lost).toEqual({ title: winner === 'ours' ? 'theirs' : 'ours' })
    expect(winner === 'ours' ? merged.toGithub : merged.toTask).toEqual({ title: winner })
    expect(winner === 'ours' ? merged.toTask : merged.toGithub).toEqual({})
  })

  test('without times it stays as it is', () => {
    expect(merge({ title: 'c' }, { title: 'd' })).toMatchObject({ undecided: ['title'], base: base() })
  })

  test('a state waits while the task cannot be moved', () => {
    const merged = merge({}, { state: 'completed', title: 'c' }, {}, false)
    expect(merged).toMatchObject({ held: ['state'], toTask: { title: 'c' } })
    expect(merged.base).toEqual(base({ title: 'c' }, { title: 'c' }))
  })

  test('what is too long stays here', () => {
    const title = 'x'.repeat(257)
    const label = 'y'.repeat(51)
    const merged = merge({ title, labels: ['x', 'y', label] }, {})
    expect(merged.toGithub).toEqual({})
    expect(merged.refused.map(({ field, value }) => [field, value])).toEqual([
      ['title', title],
      ['labels', label],
    ])
    // The title is asked for again when it is changed; a label is told once.
    expect(waitingFields(merged.base, { ...SAME, title, labels: ['x', 'y', label] })).toEqual(['title'])
    // GitHub counts characters, not their halves.
    expect(merge({ title: '🚀'.repeat(256) }, {}).refused).toEqual([])
  })

  test('a label that GitHub has not made is not taken for removed', () => {
    const local = { ...SAME, labels: ['x', 'y', 'z'] }
    const first = mergeIssue(base(), local, SAME)
    const next = afterAnswer(first.base, local, first.toGithub, SAME)
    const second = mergeIssue(next, local, SAME)
    expect([second.toTask, second.toGithub]).toEqual([{}, {}])
  })

  test('a label that is put on while ours is written is news', () => {
    const local = { ...SAME, labels: ['x', 'y', 'z'] }
    const first = mergeIssue(base(), local, SAME)
    const answer = { ...SAME, labels: ['x', 'y', 'z', 'bot'] }
    const second = mergeIssue(afterAnswer(first.base, local, first.toGithub, answer), local, answer)
    expect([second.toTask, second.toGithub]).toEqual([{ labels: ['bot', 'x', 'y', 'z'] }, {}])
  })
})

test('a task stands where its issue says, and stays where it is when that is so already', () => {
  for (const status of TASK_STATUSES)
    for (const state of ISSUE_STATES) {
      const next = statusOfState(state, status)
      expect(stateOfStatus(next)).toBe(state)
      if (stateOfStatus(status) === state) expect(next).toBe(status)
    }
  expect(statusOfState('open', 'done')).toBe('todo')
  expect(statusOfState('open', 'done', 'in_review')).toBe('todo')
  expect(statusOfState('open', 'cancelled', 'backlog')).toBe('backlog')
  expect(statusOfState('not_planned', 'done', 'backlog')).toBe('cancelled')
})

describe('in any order of edits and looks', () => {
  const text = fc.constantFrom('', 'a', 'b', ' b ', 'c\nd', 'c\r\nd', 'x'.repeat(300))
  const fields = fc.record({
    title: text,
    body: text,
    state: fc.constantFrom(...ISSUE_STATES),
    labels: fc.uniqueArray(fc.constantFrom('x', 'X', 'y', 'z', 'w'.repeat(51)), {
      selector: (name) => name.toLowerCase(),
    }),
  })
  const edits = fc.array(
    fc.record({
      side: fc.constantFrom('here', 'there'),
      field: fc.constantFrom(...ISSUE_FIELDS),
      to: fields,
      look: fc.boolean(),
    }),
    { maxLength: 12 },
  )

  /** GitHub cuts blanks off titles, and takes nothing that is too long. */
  const taken = (sent: Partial<IssueFields>) =>
    sent.title === undefined ? sent : { ...sent, title: sent.title.trim() }

  test('both sides end the same, and a second look writes nothing', () => {
    fc.assert(
      fc.property(edits, (steps) => {
        let [here, there, was] = [{ ...SAME }, { ...SAME }, base()]
        const changed = { here: new Map<string, number>(), there: new Map<string, number>() }
        let clock = 0
        const look = () => {
          const times: ChangeTimes = {}
          for (const field of ISSUE_FIELDS)
            times[field] = { local: changed.here.get(field) ?? 0, remote: changed.there.get(field) ?? 0 }
          const merged = mergeIssue(was, here, there, times)
          here = { ...here, ...merged.toTask }
          was = merged.base
          if (Object.keys(merged.toGithub).length > 0) {
            for (const field of ISSUE_FIELDS)
              if (merged.toGithub[field] !== undefined) changed.there.set(field, (clock += 1000))
            there = { ...there, ...taken(merged.toGithub) }
            was = afterAnswer(was, here, merged.toGithub, there)
          }
          return merged
        }
        for (const { side, field, to, look: looks } of steps) {
          // Nobody can write at GitHub what it does not take.
          const value = side === 'there' ? short({ [field]: to[field] }) : { [field]: to[field] }
          if (side === 'here') here = { ...here, ...value }
          else there = { ...there, ...taken(value) }
          changed[side].set(field, (clock += 1000))
          if (looks) look()
        }
        look()
        const last = look()
        expect([last.toTask, last.toGithub, last.undecided, last.held]).toEqual([{}, {}, [], []])
        for (const field of ['title', 'body', 'state'] as const)
          if (!last.refused.some((refusal) => refusal.field === field))
            expect(plain(here[field])).toBe(plain(there[field]))
        const keys = (labels: string[]) =>
          labels
            .filter(({ length }) => length <= 50)
            .map((name) => name.toLowerCase())
            .sort()
        expect(keys(here.labels)).toEqual(keys(there.labels))
      }),
      { numRuns: 2_000 },
    )
  })

  const plain = (words: string) => words.replaceAll('\r\n', '\n').trim()
  const short = (value: Partial<IssueFields>): Partial<IssueFields> => ({
    ...value,
    ...(value.title === undefined ? {} : { title: value.title.slice(0, 256) }),
    ...(value.labels === undefined ? {} : { labels: value.labels.filter(({ length }) => length <= 50) }),
  })
})
