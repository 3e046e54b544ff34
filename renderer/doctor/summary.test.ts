import { expect, test } from 'vitest'
import type { Check } from '#shared/doctor.ts'
import { bundleName, summaryOf } from './summary.ts'

const check = (state: Check['state']): Check => ({ id: 'git', title: 'Git', state, detail: '', fix: null })

test('the summary names the worst first', () => {
  expect(summaryOf([check('ok'), check('ok')])).toBe('All is well')
  expect(summaryOf([check('warning'), check('problem'), check('warning')])).toBe('1 problem, 2 warnings')
  expect(summaryOf([check('ok'), check('warning')])).toBe('1 warning')
})

test('the bundle is named by its time', () => {
  expect(bundleName('2026-11-21T09:05:33.120Z')).toBe('openlinear-support-2026-11-21-09-05.json')
})
