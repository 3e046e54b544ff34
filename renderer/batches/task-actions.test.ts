import { expect, test } from 'vitest'
import type { Batch, BatchTask } from '#shared/batches.ts'
import { actionsFor } from './task-actions.ts'

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
