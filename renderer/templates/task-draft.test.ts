import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TaskTemplate } from '#shared/templates.ts'
import {
  emptyDraft,
  fillIn,
  isBegun,
  isJustFilled,
  NO_WORDS,
  nextDraft,
  type TaskDraft,
  type TaskWords,
} from './task-draft.ts'

const draft = (words: Partial<TaskDraft> = {}): TaskDraft => ({ ...emptyDraft('p', 'todo'), ...words })

const template = (words: Partial<TaskTemplate> = {}): TaskTemplate => ({
  ...NO_WORDS,
  id: 'bug',
  projectId: null,
  name: 'Bug',
  createdAt: '',
  updatedAt: '',
  updatedSeq: 1,
  ...words,
})

const BUG = template({
  title: 'Bug: ',
  description: '## Steps',
  priority: 'high',
  labelIds: ['bug'],
  estimate: 2,
  model: 'a/b',
  variant: 'high',
  agent: 'plan',
})
const CHORE = template({ id: 'chore', name: 'Chore', title: 'Chore: ', labelIds: ['chore'] })

describe('a template fills a draft in', () => {
  test('that is empty, with all that it says', () => {
    const { filled, ...words } = fillIn(draft(), BUG)
    const { id, name, createdAt: _c, updatedAt: _u, updatedSeq: _s, projectId: _p, ...said } = BUG
    expect(words).toEqual({ ...said, projectId: 'p', status: 'todo' })
    expect(filled).toMatchObject({ templateId: id, name })
  })

  test('and what the user has written and chosen stays', () => {
    const own = draft({
      title: 'Sums are wrong',
      description: 'See the log.\n',
      priority: 'low',
      labelIds: ['api'],
      variant: 'low',
    })
    expect(fillIn(own, BUG)).toMatchObject({
      title: 'Bug: Sums are wrong',
      description: 'See the log.\n\n## Steps',
      priority: 'low',
      labelIds: ['api', 'bug'],
      estimate: 2,
      // The variant was chosen for the model that there was.
      model: null,
      variant: 'low',
      agent: 'plan',
    })
  })

  test('in the place of another, whose words go, but not what was written into them', () => {
    const begun = { ...fillIn(draft(), BUG), title: 'Bug: Sums', description: '## Steps\n1. Add' }
    const next = fillIn(begun, CHORE)
    expect(next).toMatchObject({
      title: 'Chore: Sums',
      description: '## Steps\n1. Add',
      priority: 'none',
      labelIds: ['chore'],
      estimate: null,
      model: null,
      agent: null,
    })
    expect(next.filled?.name).toBe('Chore')
  })

  test('and a label that was taken off meanwhile does not come back', () => {
    const begun = { ...fillIn(draft({ labelIds: ['api'] }), BUG), labelIds: ['bug'] }
    expect(fillIn(begun, null).labelIds).toEqual([])
  })
})

const words: fc.Arbitrary<TaskWords> = fc.record({
  title: fc.string({ maxLength: 12 }),
  description: fc.string({ maxLength: 12 }),
  priority: fc.constantFrom('none', 'low', 'high'),
  labelIds: fc.subarray(['a', 'b', 'c']),
  estimate: fc.option(fc.constantFrom(0, 1, 2)),
  model: fc.option(fc.constantFrom('a/b', 'c/d')),
  agent: fc.option(fc.constantFrom('build', 'plan')),
  variant: fc.option(fc.constantFrom('low', 'high')),
})

test('whatever it says and the user has written, it can be taken out again', () => {
  fc.assert(
    fc.property(words, words, words, (own, one, other) => {
      const before = draft(own)
      const filled = fillIn(before, template(one))
      expect(isJustFilled(filled)).toBe(true)
      expect(fillIn(filled, null)).toEqual(before)
      expect(fillIn(fillIn(filled, template({ ...other, id: 'other' })), null)).toEqual(before)
    }),
  )
})

test('nothing that the user has written is lost', () => {
  fc.assert(
    fc.property(words, words, fc.string({ maxLength: 8 }), (own, said, more) => {
      const filled = fillIn(draft(own), template(said))
      const typed = { ...filled, title: filled.title + more, description: `${filled.description}${more}` }
      const { title, description } = fillIn(typed, null)
      expect(title).toContain(more)
      expect(title).toContain(own.title)
      expect(description).toContain(more)
      expect(description).toContain(own.description.trim() === '' ? '' : own.description.trimEnd())
    }),
  )
})

test('a draft is kept for what the user has written, not for what a template says', () => {
  expect(isBegun(draft())).toBe(false)
  expect(isBegun(draft({ title: ' ', priority: 'high' }))).toBe(false)
  expect(isBegun(fillIn(draft(), BUG))).toBe(false)
  expect(isBegun({ ...fillIn(draft(), BUG), title: 'Bug: Sums' })).toBe(true)
  expect(isBegun(draft({ description: 'x' }))).toBe(true)
})

test('the next task of several begins with the same template and fields', () => {
  const made = { ...fillIn(draft({ labelIds: ['api'], status: 'backlog' }), BUG), title: 'Bug: Sums' }
  expect(nextDraft(made, BUG)).toMatchObject({
    title: 'Bug: ',
    description: '## Steps',
    labelIds: ['api', 'bug'],
    status: 'backlog',
    filled: { templateId: 'bug' },
  })
  expect(nextDraft({ ...made, description: 'Mine' }, null)).toMatchObject({
    title: '',
    description: '',
    labelIds: ['api'],
    filled: null,
  })
})
