import { expect, test } from 'vitest'
import { ago, compact, elapsed, money, took } from './duration.ts'

test('durations', () => {
  expect([0, 48_000, 134_000, 3_780_000].map(elapsed)).toEqual(['0s', '48s', '2m 14s', '1h 03m'])
  expect(elapsed(-500)).toBe('0s')
  expect([120, 3400, 61_000].map(took)).toEqual(['0.1s', '3.4s', '1m 01s'])
})

test('moments', () => {
  const day = '2026-11-01T12:00:00.000Z'
  expect([10_000, 300_000, 3 * 3_600_000, 2 * 86_400_000].map((ms) => ago(ms, day))).toEqual([
    'just now',
    '5 min ago',
    '3 h ago',
    '2 d ago',
  ])
  expect(ago(30 * 86_400_000, day)).toContain('2026')
})

test('money and counts', () => {
  expect([0, 0.004, 0.18, 12].map(money)).toEqual(['$0.00', '<$0.01', '$0.18', '$12.00'])
  expect([940, 1500, 48_200, 1_200_000].map(compact)).toEqual(['940', '1.5k', '48k', '1.2M'])
})
