import { afterEach, expect, test } from 'vitest'
import { dueText } from '../board/card-state.ts'
import { beginOf, dayOf } from './day.ts'

const { TZ } = process.env
afterEach(() => {
  if (TZ === undefined) delete process.env.TZ
  else process.env.TZ = TZ
})

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Days on which clocks change, with the hours they have. */
const DAYS = [
  { zone: 'Europe/Berlin', before: '2026-03-28', day: '2026-03-29', after: '2026-03-30', hours: 23 },
  { zone: 'Europe/Berlin', before: '2026-10-24', day: '2026-10-25', after: '2026-10-26', hours: 25 },
  { zone: 'America/New_York', before: '2026-03-07', day: '2026-03-08', after: '2026-03-09', hours: 23 },
  { zone: 'America/New_York', before: '2026-10-31', day: '2026-11-01', after: '2026-11-02', hours: 25 },
  // At midnight: the day begins at one, or its midnight comes twice.
  { zone: 'Africa/Cairo', before: '2026-04-23', day: '2026-04-24', after: '2026-04-25', hours: 23 },
  { zone: 'America/Havana', before: '2026-10-31', day: '2026-11-01', after: '2026-11-02', hours: 25 },
  // Samoa went to the other side of the date line: there was no 30th.
  { zone: 'Pacific/Apia', before: '2011-12-28', day: '2011-12-29', after: '2011-12-31', hours: 24 },
]

test.each(DAYS)('a day in $zone, $day, of $hours hours', ({ zone, before, day, after, hours }) => {
  process.env.TZ = zone
  const begin = beginOf(day)
  const end = beginOf(after)
  expect(end.getTime() - begin.getTime()).toBe(hours * HOUR_MS)
  for (let moment = begin.getTime(); moment < end.getTime(); moment += 10 * MINUTE_MS)
    expect(dayOf(new Date(moment))).toBe(day)
  expect(dayOf(new Date(begin.getTime() - 1))).toBe(before)
  expect(dayOf(end)).toBe(after)
  expect(dayOf(begin, -1)).toBe(before)

  expect(dueText(day, before).text).toBe('Tomorrow')
})

test('a day later is one day on the calendar, at any hour and over any change of the clocks', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Africa/Cairo', 'Pacific/Kiritimati']) {
    process.env.TZ = zone
    for (let day = 0; day < 365; day += 1) {
      const today = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)
      const tomorrow = new Date(Date.UTC(2026, 0, 2 + day)).toISOString().slice(0, 10)
      for (const time of ['00:00:00', '02:30:00', '23:59:59'])
        expect(dayOf(new Date(`${today}T${time}`), 1)).toBe(tomorrow)
    }
  }
})

test('who flies over the date line is in another day', () => {
  const moment = new Date('2026-11-20T20:00:00Z')
  process.env.TZ = 'Asia/Tokyo'
  expect(dayOf(moment)).toBe('2026-11-21')
  process.env.TZ = 'America/Los_Angeles'
  expect(dayOf(moment)).toBe('2026-11-20')
})
