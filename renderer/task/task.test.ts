import { describe, expect, it } from 'vitest'
import type { Activity } from '#shared/tasks.ts'
import { activityBy, activityWords } from './activity-words.ts'
import { availableActions, defaultTab, inBar, type Publishing, publishingOf } from './available-actions.ts'

const done = {
  purpose: 'task' as const,
  status: 'succeeded' as const,
  headCommit: 'a'.repeat(40),
  baseBranch: 'main',
  branch: 'openlinear/app-1',
  worktreePath: '/w',
  sessionId: 's',
  mergedCommit: null,
  discardedAt: null,
  changes: { files: 2, additions: 3, deletions: 1 },
}
const review = { status: 'in_review' as const, archived: false }

describe('what can be done about a task', () => {
  it('offers the run before any, and only its end while it goes on', () => {
    expect(availableActions({ status: 'todo', archived: false }, null)).toEqual(['execute'])
    for (const status of ['queued', 'running', 'waiting'] as const) {
      expect(availableActions({ status: 'in_progress', archived: false }, { ...done, status })).toEqual([
        'stop',
      ])
    }
  })

  it('offers review of work that succeeded', () => {
    expect(availableActions(review, done)).toEqual(['merge', 'send_back', 'retry', 'publish', 'discard'])
  })

  it('publishes first where there is GitHub, and merges here only aside once that is done', () => {
    const offered = (publishing: Publishing) => availableActions(review, done, false, false, publishing)
    expect(offered('first')).toEqual(['publish', 'merge', 'send_back', 'retry', 'discard'])
    expect(offered('done')).toEqual(['send_back', 'retry', 'merge', 'discard'])
    // Newer work is published first: merged here it would be beside its pull request.
    expect(offered('update')).toEqual(['publish', 'send_back', 'retry', 'merge', 'discard'])
    expect(inBar(offered('update'), 'update')).toEqual(['publish', 'send_back', 'retry'])
    expect(inBar(offered('first'), 'first')).toEqual(['publish', 'merge', 'send_back', 'retry'])
    expect(inBar(offered('aside'), 'aside')).toEqual(['merge', 'send_back', 'retry'])
    expect(inBar(offered('done'), 'done')).toEqual(['send_back', 'retry'])
    const nothing = { ...done, changes: { files: 0, additions: 0, deletions: 0 } }
    expect(availableActions(review, nothing, false, false, 'first')).not.toContain('publish')
    expect(defaultTab(review, done, true)).toBe('pull_request')
    expect(defaultTab(review, { ...done, status: 'running' }, true)).toBe('run')
  })

  it('knows what publishing is to it: a branch alone can become a pull request once there is an account', () => {
    const none = { status: null, isCurrent: false, isAtGithub: true, hasAccount: true, isOfBatch: false }
    const of = (some: Partial<Parameters<typeof publishingOf>[0]>) => publishingOf({ ...none, ...some })
    expect(of({})).toBe('first')
    expect(of({ isOfBatch: true })).toBe('aside')
    expect(of({ isAtGithub: false })).toBe('aside')
    expect(of({ status: 'open', isCurrent: true })).toBe('done')
    expect(of({ status: 'open' })).toBe('update')
    expect(of({ status: 'blocked', isOfBatch: true })).toBe('update')
    expect(of({ status: 'merged' })).toBe('first')
    expect(of({ status: 'merged', isCurrent: true })).toBe('done')
    expect(of({ status: 'pushed', isCurrent: true })).toBe('first')
    expect(of({ status: 'pushed', isCurrent: true, hasAccount: false })).toBe('done')
    expect(of({ status: 'pushed', isCurrent: true, isAtGithub: false })).toBe('done')
  })

  it('offers to try again what failed or was stopped, to send back only where a session is left', () => {
    const failed = { ...done, status: 'failed' as const, headCommit: null }
    expect(availableActions(review, failed)).toEqual(['retry', 'send_back', 'discard'])
    const failure = { code: 'check_failed' as const, message: '' }
    expect(availableActions(review, { ...failed, failure })).toEqual([
      'retry',
      'send_back',
      'check',
      'discard',
    ])
    expect(availableActions(review, { ...failed, failure, sessionId: null })).not.toContain('check')
    expect(
      availableActions(review, { ...failed, worktreePath: null, branch: null, sessionId: null }),
    ).toEqual(['retry'])
  })

  it('offers to carry out a plan instead of merging nothing', () => {
    const nothing = { files: 0, additions: 0, deletions: 0 }
    const plan = { ...done, changes: nothing }
    expect(availableActions(review, plan, true)).toEqual(['carry_out', 'send_back', 'retry', 'discard'])
    expect(availableActions(review, { ...plan, sessionId: null }, true)).toEqual(['retry', 'discard'])
    expect(availableActions(review, { ...done, status: 'failed' }, true)).toEqual([
      'retry',
      'send_back',
      'discard',
    ])
    expect(defaultTab({ status: 'in_review' }, plan)).toBe('run')
  })

  it('offers nothing that is over', () => {
    expect(availableActions({ status: 'done', archived: false }, { ...done, mergedCommit: 'b' })).toEqual([])
    expect(availableActions({ status: 'todo', archived: false }, { ...done, mergedCommit: 'b' })).toEqual([
      'execute',
    ])
    expect(availableActions({ status: 'todo', archived: false }, { ...done, discardedAt: 'x' })).toEqual([
      'execute',
    ])
    expect(availableActions({ status: 'todo', archived: true }, null)).toEqual([])
  })

  it('offers only to stop a run while a batch has the task', () => {
    const inBatch = (run: Parameters<typeof availableActions>[1]) =>
      availableActions(review, run, false, true)
    expect(inBatch(done)).toEqual([])
    expect(inBatch({ ...done, status: 'failed' })).toEqual([])
    expect(inBatch(null)).toEqual([])
    expect(inBatch({ ...done, status: 'running' })).toEqual(['stop'])
  })

  it('offers nothing of a run that did a whole batch', () => {
    const shared = { ...done, purpose: 'combined' as const }
    expect(availableActions(review, { ...shared, status: 'running' })).toEqual([])
    expect(availableActions(review, shared)).toEqual(['execute'])
    expect(availableActions({ status: 'done', archived: false }, shared)).toEqual([])
  })

  it('takes nothing out of a run that went on with the pull request of a batch, but ends it', () => {
    const of = (run: typeof done | { status: 'running' | 'failed' }) =>
      availableActions(review, { ...done, ...run }, false, false, 'aside', true)
    expect(of({ status: 'running' })).toEqual(['stop'])
    expect(of(done)).toEqual(['execute'])
    expect(of({ status: 'failed' })).toEqual(['execute'])
  })

  it('opens the tab that tells most', () => {
    expect(defaultTab({ status: 'todo' }, null)).toBe('description')
    expect(defaultTab({ status: 'in_progress' }, { ...done, status: 'waiting' })).toBe('run')
    expect(defaultTab({ status: 'in_review' }, done)).toBe('changes')
    expect(defaultTab({ status: 'todo' }, { ...done, status: 'failed' })).toBe('run')
    expect(defaultTab({ status: 'done' }, { ...done, mergedCommit: 'b' })).toBe('description')
  })
})

describe('a task’s history in words', () => {
  const words = (kind: string, from: string | null, to: string | null, actor: 'user' | 'engine' = 'user') =>
    activityWords({ kind, from, to, actor })
  it('names values as the page does', () => {
    expect(words('status', 'todo', 'in_review')).toBe('moved it from Todo to In review')
    expect(words('priority', 'none', 'high')).toBe('changed the priority from No priority to High')
    expect(words('dueDate', null, '2026-12-01')).toBe('set the due date to 2026-12-01')
    expect(words('labelIds', 'bug, api', null)).toBe('removed the labels (bug, api)')
    expect(words('description', null, null)).toBe('changed the description')
    expect(words('created', null, null)).toBe('created the task')
    expect(words('created', 'mallory', 'APP-1')).toBe('created the task as a copy of APP-1')
    expect(words('imported', null, 'CSV')).toBe('imported the task from CSV')
    expect(words('run:merged', null, null)).toBe('merged the run')
    expect(words('run:found_merged', 'in_review', 'done')).toBe('found the run merged · now Done')
    expect(words('run:succeeded', 'in_progress', 'in_review')).toBe('finished the run · now In review')
    expect(words('publication:merged', 'ada', 'done')).toBe('merged the pull request · now Done')
    const found = (by: string | null, to: string | null) => words('publication:merged', by, to, 'engine')
    expect(found('grace', 'done')).toBe('found the pull request merged by grace · now Done')
    expect(found(null, null)).toBe('found the pull request merged')
    expect(words('archived', 'false', 'true')).toBe('archived the task')
  })

  it('says what GitHub has changed as its own doing', () => {
    const line = (
      kind: string,
      from: string | null,
      to: string | null,
      actor: Activity['actor'] = 'engine',
    ) => `${activityBy({ kind, actor })} ${activityWords({ kind, from, to, actor })}`
    expect(line('issue:title', 'Old', 'New')).toBe('GitHub renamed the task to “New”')
    expect(line('issue:body', null, null)).toBe('GitHub changed the description')
    expect(line('issue:state', 'todo', 'done')).toBe('GitHub moved it from Todo to Done')
    expect(line('issue:labels', 'bug', 'bug, api')).toBe('GitHub changed the labels from bug to bug, api')
    expect(line('issue:linked', null, 'o/r#12', 'user')).toBe('You linked the task with the issue o/r#12')
    expect(line('issue:unlinked', 'o/r#12', null, 'user')).toBe('You unlinked the task from the issue o/r#12')
    expect(line('issue:made', null, 'o/r#12', 'user')).toBe('You made the issue o/r#12 of the task')
    expect(line('status', 'todo', 'done', 'user')).toBe('You moved it from Todo to Done')
    expect(line('run:merged', null, null)).toBe('OpenLinear merged the run')
  })
})
