import { expect, it, test } from 'vitest'
import type { LogBody } from '#shared/run-log.ts'
import { LogFold } from './fold-log.ts'
import type { ToolRow } from './log-rows.ts'
import { standsAt, Waits } from './waits.ts'

/** `s` seconds past ten. */
const at = (s: number) => new Date(Date.UTC(2026, 10, 20, 10, 0, s)).toISOString()

function fold(...items: [number, LogBody][]): LogFold {
  const log = new LogFold()
  log.push(items.map(([s, body], index) => ({ seq: index + 1, at: at(s), ...body })))
  return log
}
const tool = (state: 'pending' | 'running' | 'completed', ms?: number): LogBody => ({
  kind: 'tool',
  partId: 't',
  tool: 'bash',
  state,
  ...(ms === undefined ? {} : { ms }),
})
const request = (requestId: string, state: 'asked' | 'answered' | 'withdrawn'): LogBody => ({
  kind: 'request',
  requestId,
  state,
  text: '',
})
const callOf = (log: LogFold) => (log.rows.find(({ kind }) => kind === 'tool') as ToolRow).calls[0]

it('leaves out of a call’s time what the run waited for its user', () => {
  const asked = [
    [0, tool('running')],
    [2, request('a', 'asked')],
  ] as [number, LogBody][]
  const waiting = fold(...asked)
  expect(waiting.waits.since).toBe(at(2))
  expect(callOf(waiting)?.heldMs).toBe(0)

  const answered = fold(...asked, [50, request('a', 'answered')])
  expect(answered.waits.since).toBeNull()
  expect(callOf(answered)?.heldMs).toBe(48_000)

  const ended = fold(...asked, [50, request('a', 'answered')], [53, tool('completed', 53_000)])
  expect(callOf(ended)?.ms).toBe(5_000)
})

it('counts waits that lie in each other once, and only what lies after the call began', () => {
  const log = fold(
    [0, request('a', 'asked')],
    [5, tool('running')],
    [10, request('b', 'asked')],
    [12, request('a', 'answered')],
    [15, request('b', 'withdrawn')],
    [16, tool('completed', 11_000)],
    // What comes of it later changes nothing.
    [17, request('c', 'asked')],
    [20, request('c', 'answered')],
  )
  expect(callOf(log)?.ms).toBe(1_000)
})

it('takes a call that is refused as ended with the answer', () => {
  const log = fold(
    [0, tool('pending')],
    [1, tool('running')],
    [2, request('a', 'asked')],
    [9, tool('completed', 8_000)],
    [9, request('a', 'answered')],
  )
  expect(callOf(log)?.ms).toBe(1_000)
})

test.each([
  ['nobody waits', [], null, null],
  ['the log says so first', [[2, 'asked']], null, 2],
  ['the run says so first', [], 3, 3],
  [
    'the log has the answer first',
    [
      [2, 'asked'],
      [9, 'answered'],
    ],
    2,
    null,
  ],
  [
    'it is held up once more',
    [
      [2, 'asked'],
      [9, 'answered'],
    ],
    11,
    11,
  ],
] as const)('clocks stand while a run waits: %s', (_, said, held, stands) => {
  const waits = new Waits()
  for (const [s, state] of said) waits.take('a', state, at(s))
  expect(standsAt(waits, held === null ? null : at(held))).toBe(stands === null ? null : at(stands))
})
