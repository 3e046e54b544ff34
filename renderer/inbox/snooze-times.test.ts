import { expect, test } from 'vitest'
import { dayOf } from '../ui/day.ts'
import { morningOf, snoozeChoices, untilWords } from './snooze-times.ts'

const at = (text: string) => new Date(text)
const offered = (now: string) =>
  snoozeChoices(at(now)).map((choice) => [choice.id, dayOf(choice.at), choice.at.getHours()])

test('later today is offered while there is one, and a week begins on Monday', () => {
  // A Wednesday.
  expect(offered('2026-05-06T10:10:00')).toEqual([
    ['later', '2026-05-06', 13],
    ['tomorrow', '2026-05-07', 9],
    ['week', '2026-05-11', 9],
  ])
  expect(offered('2026-05-06T22:00:00').map(([id]) => id)).toEqual(['tomorrow', 'week'])
  expect(offered('2026-05-10T12:00:00').slice(1)).toEqual([
    ['tomorrow', '2026-05-11', 9],
    ['week', '2026-05-18', 9],
  ])
  expect(offered('2026-05-11T08:00:00').at(-1)).toEqual(['week', '2026-05-18', 9])
  for (const choice of snoozeChoices(at('2026-05-06T23:59:59')))
    expect(choice.at > at('2026-05-07T00:00:00')).toBe(true)
})

test('until when is said as short as it can be', () => {
  const now = at('2026-05-06T10:00:00')
  const words = (moment: Date) => untilWords(moment.toISOString(), now)
  expect(words(at('2026-05-06T13:30:00'))).toMatch(/^(13:30|01:30\sPM)$/)
  expect(words(morningOf('2026-05-07'))).toMatch(/^tomorrow 09:00/)
  expect(words(morningOf('2026-05-11'))).toMatch(/^Mon,? 11 May 09:00/)
})
