import { expect, test } from 'vitest'
import { brainstormStatus } from './brainstorm-state.ts'
import type { RunStatus } from './run-words.ts'

const run = (status: RunStatus, isFirst = true, hasAnswers = false) => ({ status, isFirst, hasAnswers })
const at = '2026-01-01T00:00:00.000Z'

test.each([
  ['accepted', { acceptedAt: at, dismissedAt: null, run: run('succeeded') }],
  ['dismissed', { acceptedAt: null, dismissedAt: at, run: run('cancelled') }],
  ['queued', { acceptedAt: null, dismissedAt: null, run: run('queued') }],
  ['planning', { acceptedAt: null, dismissedAt: null, run: run('queued', true, true) }],
  ['reading', { acceptedAt: null, dismissedAt: null, run: run('running') }],
  ['planning', { acceptedAt: null, dismissedAt: null, run: run('running', true, true) }],
  ['planning', { acceptedAt: null, dismissedAt: null, run: run('running', false) }],
  ['asking', { acceptedAt: null, dismissedAt: null, run: run('waiting') }],
  ['ready', { acceptedAt: null, dismissedAt: null, run: run('succeeded', false) }],
  ['failed', { acceptedAt: null, dismissedAt: null, run: run('failed') }],
  ['cancelled', { acceptedAt: null, dismissedAt: null, run: run('cancelled') }],
  ['failed', { acceptedAt: null, dismissedAt: null, run: null }],
] as const)('%s', (status, parts) => expect(brainstormStatus(parts)).toBe(status))
