import { describe, expect, test } from 'vitest'
import { NO_PROJECT_SETTINGS, type ProjectSettings } from '#shared/project-settings.ts'
import { pullWords } from './auto-pull-words.ts'

const project = (id: string, own: Partial<ProjectSettings> = {}) => ({
  id,
  name: id.toUpperCase(),
  state: 'ready' as const,
  settings: { ...NO_PROJECT_SETTINGS, ...own },
})
const ON = { autoPull: true, reviewLimit: 2 }
const FREE = { refusals: [], held: null }
const NOBODY = new Map<string, number>()

describe('what the board says of auto-pull', () => {
  test('nothing where it is off', () => {
    expect(pullWords({ ...ON, autoPull: false }, [project('a')], NOBODY, FREE)).toBeNull()
    expect(pullWords(ON, [project('a', { autoPull: false })], NOBODY, FREE)).toBeNull()
  })

  test('that it is on, and where', () => {
    expect(pullWords(ON, [project('a')], NOBODY, FREE)).toMatchObject({
      tone: 'plain',
      label: 'Auto-pull on',
    })
    const shown = [project('a'), project('b', { autoPull: false }), project('c')]
    expect(pullWords(ON, shown, NOBODY, FREE)?.why).toContain('in A, C begin')
  })

  test('that the review limit holds it: counted over all, or in the project that has its own', () => {
    const inReview = new Map([
      ['a', 1],
      ['elsewhere', 1],
    ])
    expect(pullWords(ON, [project('a')], inReview, FREE)).toMatchObject({
      tone: 'wait',
      label: 'Auto-pull held: 2 in review',
    })
    const own = project('a', { reviewLimit: 1 })
    expect(pullWords({ ...ON, reviewLimit: 0 }, [own], inReview, FREE)?.why).toContain(
      '1 task of this project',
    )
    // Another one can still begin.
    expect(pullWords(ON, [project('a'), project('b', { reviewLimit: 0 })], inReview, FREE)?.tone).toBe(
      'plain',
    )
  })

  test('that the budget of the day is used up', () => {
    const held = 'Today’s runs have cost $5.02.'
    expect(pullWords(ON, [project('a')], NOBODY, { refusals: [], held })?.why).toContain(held)
  })

  test('why starting is refused, before anything else', () => {
    const refusals = [{ projectId: 'a', code: 'MODEL_NOT_CONFIGURED', message: 'No model is set.' }]
    const report = { refusals, held: null }
    expect(pullWords(ON, [project('a')], new Map([['a', 9]]), report)).toEqual({
      tone: 'bad',
      label: 'Auto-pull cannot begin',
      why: 'Nothing of A is begun. No model is set.',
    })
    expect(pullWords(ON, [project('b')], NOBODY, report)?.tone).toBe('plain')
  })
})
