import { expect, test } from 'vitest'
import type { Batch, BatchTask } from '#shared/batches.ts'
import { actionsFor, whyNoRetry } from './task-actions.ts'

const left = (status: BatchTask['status'], code: NonNullable<BatchTask['reason']>['code']) =>
  ({ status, stage: null, awaitsApproval: false, reason: { code, message: '' } }) as BatchTask
const AT_WORK = {
  status: 'running' as const,
  step: 'tasks' as const,
  mode: 'parallel' as Batch['mode'],
  tasks: [] as BatchTask[],
}

test('only what a check has left out can be checked again, while the tasks are at work', () => {
  expect(actionsFor(left('skipped', 'check_failed'), AT_WORK)).toEqual(['check', 'retry'])
  expect(actionsFor(left('skipped', 'conflict'), AT_WORK)).toEqual(['retry'])
  // Its own run has failed: there is no work to merge.
  expect(actionsFor(left('failed', 'check_failed'), AT_WORK)).toEqual(['retry'])
  expect(actionsFor(left('skipped', 'check_failed'), { ...AT_WORK, mode: 'combined' })).toEqual(['retry'])
  expect(actionsFor(left('skipped', 'check_failed'), { ...AT_WORK, step: 'final_check' })).toEqual([])
})

test('a task can be taken out of a run that has all tasks, and begun anew only once that is over', () => {
  const is = (status: BatchTask['status']) => ({ status, stage: null, awaitsApproval: false }) as BatchTask
  const offered = (task: BatchTask, ...others: BatchTask[]) =>
    actionsFor(task, { ...AT_WORK, mode: 'combined', tasks: [task, ...others] })
  expect(offered(is('running'), is('running'))).toEqual(['skip'])
  expect(offered(is('completed'), is('completed'))).toEqual(['skip'])
  expect(offered(is('skipped'), is('running'))).toEqual([])
  expect(offered(is('skipped'), is('merged'))).toEqual([])
  expect(offered(is('failed'), is('skipped'))).toEqual(['retry'])
  expect(offered(is('merged'))).toEqual([])
})

test('why a task that was left out cannot be begun anew is said, with what can be done', () => {
  const conflict = { ...left('skipped', 'conflict'), identifier: 'A-1' }
  const failed = { ...left('failed', 'check_failed'), identifier: 'A-2' }
  const over = { ...AT_WORK, status: 'completed' as const }
  expect(whyNoRetry(conflict, AT_WORK)).toBeNull()
  expect(whyNoRetry(conflict, over)?.instead).toBe(
    'Its work is kept: open A-1, and merge it or send it back there.',
  )
  expect(whyNoRetry(failed, over)).toEqual({
    why: 'The batch is over',
    instead: 'Open A-2 and send it back, or execute it again.',
  })
  expect(whyNoRetry(failed, { ...AT_WORK, step: 'final_check' })?.why).toBe('The batch takes no more tasks')
  expect(whyNoRetry({ ...failed, status: 'merged' }, over)).toBeNull()
})
