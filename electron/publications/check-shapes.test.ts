import { describe, expect, test } from 'vitest'
import { shapedList } from '../github/shaped.ts'
import {
  checkOfJob,
  checkOfWorkflow,
  checkRun,
  checksOf,
  stateOfRun,
  statusesOf,
  workflowJob,
  workflowRun,
} from './check-shapes.ts'

describe('how a check run stands', () => {
  test.each([
    ['queued', null, 'pending'],
    ['in_progress', null, 'pending'],
    ['waiting', null, 'pending'],
    ['requested', null, 'pending'],
    // A word of tomorrow keeps nobody waiting for less than its end.
    ['something_new', null, 'pending'],
    ['completed', 'success', 'passed'],
    ['completed', 'failure', 'failed'],
    ['completed', 'timed_out', 'failed'],
    ['completed', 'cancelled', 'failed'],
    ['completed', 'action_required', 'failed'],
    ['completed', 'startup_failure', 'failed'],
    ['completed', 'neutral', 'neutral'],
    ['completed', 'skipped', 'neutral'],
    ['completed', 'stale', 'neutral'],
    ['completed', 'something_new', 'neutral'],
    ['completed', null, 'neutral'],
  ])('%s, %s: %s', (status, conclusion, expected) =>
    expect(stateOfRun({ status, conclusion })).toBe(expected),
  )
})

test('a check is told in one line, and leads to the web alone', () => {
  const run = { id: 1, name: 'build', status: 'completed', conclusion: 'failure' }
  const runs = shapedList(
    checkRun,
    [
      {
        ...run,
        output: { title: 'Two\nerrors', summary: 'more' },
        html_url: 'https://github.com/o/r/runs/1',
      },
      {
        ...run,
        id: 2,
        output: { title: null, summary: ' ' },
        html_url: null,
        details_url: 'javascript:alert(1)',
      },
      { id: 'three', name: 'not a check' },
    ],
    'checks',
  )
  expect(checksOf(runs)).toEqual([
    { runId: 1, name: 'build', state: 'failed', summary: 'Two errors', url: 'https://github.com/o/r/runs/1' },
    { runId: 2, name: 'build', state: 'failed', summary: null, url: null },
  ])
})

describe('of GitHub Actions', () => {
  const job = { id: 1, name: 'build', html_url: 'https://github.com/o/r/actions/runs/9/job/1' }
  test.each([
    [
      'completed',
      'failure',
      [
        { name: 'Set up', conclusion: 'success' },
        { name: 'Test', conclusion: 'failure' },
      ],
      'failed',
      'Failed at Test',
    ],
    ['completed', 'cancelled', [{ name: 'Test', conclusion: 'cancelled' }], 'failed', 'Cancelled'],
    [
      'completed',
      'timed_out',
      [{ name: 'Test', conclusion: 'failure' }],
      'failed',
      'Timed out: Failed at Test',
    ],
    ['completed', 'action_required', [], 'failed', 'Waits for somebody at GitHub'],
    ['completed', 'success', undefined, 'passed', null],
    ['waiting', null, [], 'pending', null],
  ])('a job is a check: %s, %s', (status, conclusion, steps, state, summary) => {
    const jobs = shapedList(workflowJob, [{ ...job, status, conclusion, steps }], 'jobs')
    expect(checksOf(jobs.map(checkOfJob))).toEqual([
      { runId: 1, name: 'build', state, summary, url: job.html_url },
    ])
  })

  const run = { id: 9, name: 'CI', html_url: null, workflow_id: 3, event: 'push' }
  test.each([
    [{ ...run, status: 'queued', conclusion: null }, 'CI', 'pending'],
    [{ ...run, name: null, status: null, conclusion: null }, 'Workflow', 'pending'],
    [{ ...run, status: 'completed', conclusion: 'startup_failure' }, 'CI', 'failed'],
  ])('a workflow without jobs is one: %#', (data, name, state) => {
    const workflows = shapedList(workflowRun, [data], 'workflows')
    expect(checksOf(workflows.map(checkOfWorkflow))).toMatchObject([{ runId: 9, name, state, url: null }])
  })
})

test('statuses are checks without a run', () => {
  const at = (state: string) => ({
    context: state,
    state,
    description: 'x'.repeat(500),
    target_url: 'ftp://x',
  })
  const all = statusesOf(['success', 'failure', 'error', 'pending', 'odd'].map(at))
  expect(all.map(({ state }) => state)).toEqual(['passed', 'failed', 'failed', 'pending', 'neutral'])
  expect(all[0]).toMatchObject({ runId: null, url: null })
  expect(all[0]?.summary).toHaveLength(200)
})
