import { describe, expect, it } from 'vitest'
import {
  nextPull,
  openProjects,
  type PulledProject,
  type PullSettings,
  pulls,
  reviewHold,
} from './auto-pull.ts'

const ON: PullSettings = { autoPull: true, reviewLimit: 0, parallelLimit: 3 }
const OFF: PullSettings = { ...ON, autoPull: false }

type Own = Partial<PulledProject['settings']>
const project = (id: string, fields: Partial<PulledProject> = {}, own: Own = {}): PulledProject => ({
  id,
  parallelLimit: null,
  taken: 0,
  deferred: 0,
  inReview: 0,
  isHindered: false,
  ...fields,
  settings: { autoPull: null, reviewLimit: null, ...own },
})
const ids = (settings: PullSettings, ...projects: PulledProject[]) =>
  openProjects({ settings, projects }).map(({ id }) => id)

describe('whether a project pulls', () => {
  it.each([
    { app: true, own: null, expected: true },
    { app: true, own: false, expected: false },
    { app: false, own: null, expected: false },
    { app: false, own: true, expected: true },
  ])('app $app, project $own: $expected', ({ app, own, expected }) => {
    expect(pulls({ autoPull: app }, project('a', {}, { autoPull: own }))).toBe(expected)
  })
})

describe('the review limit', () => {
  const inReview = { ofProject: 2, ofAll: 5 }
  it.each([
    { app: 0, own: null, expected: null },
    { app: 6, own: null, expected: null },
    { app: 5, own: null, expected: { inReview: 5, limit: 5, isOwn: false } },
    { app: 4, own: null, expected: { inReview: 5, limit: 4, isOwn: false } },
    // Its own counts its own tasks.
    { app: 1, own: 3, expected: null },
    { app: 0, own: 2, expected: { inReview: 2, limit: 2, isOwn: true } },
    { app: 1, own: 0, expected: null },
  ])('app $app, project $own', ({ app, own, expected }) => {
    expect(reviewHold({ reviewLimit: app }, project('a', {}, { reviewLimit: own }), inReview)).toEqual(
      expected,
    )
  })
})

describe('projects of which something may begin', () => {
  it('are those that pull', () => {
    expect(ids(OFF, project('a'), project('b', {}, { autoPull: true }))).toEqual(['b'])
    expect(ids(ON, project('a'), project('b', {}, { autoPull: false }))).toEqual(['a'])
  })

  it('have a free slot, of the app and of their own', () => {
    expect(ids(ON, project('a', { taken: 2 }), project('b'))).toEqual(['a', 'b'])
    expect(ids(ON, project('a', { taken: 3 }), project('b'))).toEqual([])
    expect(ids(ON, project('a', { taken: 1, parallelLimit: 1 }), project('b', { taken: 1 }))).toEqual(['b'])
    // A limit was lowered while more were at work.
    expect(ids(ON, project('a', { taken: 5 }))).toEqual([])
  })

  it('count the slots of projects that do not pull', () => {
    expect(ids(ON, project('a', { taken: 3 }, { autoPull: false }), project('b'))).toEqual([])
  })

  it('are not held by the review limit, nor hindered', () => {
    const limited = { ...ON, reviewLimit: 2 }
    expect(ids(limited, project('a', { inReview: 1 }), project('b', { inReview: 1 }))).toEqual([])
    expect(
      ids(limited, project('a', { inReview: 1 }, { reviewLimit: 0 }), project('b', { inReview: 1 })),
    ).toEqual(['a'])
    expect(ids(ON, project('a', { isHindered: true }), project('b'))).toEqual(['b'])
  })
})

describe('the task that begins next', () => {
  const task = (id: string, priority: 'urgent' | 'high' | 'none', order: string, projectId = 'a') => ({
    id,
    projectId,
    priority,
    order,
  })
  it('is the most urgent one, then the first on the board', () => {
    const tasks = [task('1', 'none', 'a0'), task('2', 'high', 'a2'), task('3', 'high', 'a1')]
    expect(nextPull({ settings: ON, projects: [project('a')], tasks })).toBe('3')
  })

  it('is of a project of which something may begin', () => {
    const tasks = [task('1', 'urgent', 'a0', 'b'), task('2', 'none', 'a1')]
    const projects = [project('a'), project('b', {}, { autoPull: false })]
    expect(nextPull({ settings: ON, projects, tasks })).toBe('2')
    expect(nextPull({ settings: OFF, projects, tasks })).toBeNull()
    expect(nextPull({ settings: ON, projects: [project('a', { taken: 3 })], tasks })).toBeNull()
  })
})
