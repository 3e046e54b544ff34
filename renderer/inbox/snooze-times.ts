import { t } from '../strings/t.ts'
import { beginOf, dateLocale, dayOf, timeOfDay } from '../ui/day.ts'

/** A moment until which something can be put off. */
export type SnoozeChoice = { id: 'later' | 'tomorrow' | 'week'; label: string; hint: string; at: Date }

const ISO = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/** Whether there is such a day, `YYYY-MM-DD`: not the 31st of June. */
export const isDay = (text: string): boolean => ISO.test(text) && dayOf(beginOf(text)) === text

/** When days begin that things are put off until. */
const MORNING = 9
const LATER_HOURS = 3
const HOUR_MS = 3_600_000

/** The morning of a day, by the clock of the user. */
export function morningOf(day: string): Date {
  const morning = beginOf(day)
  morning.setHours(MORNING, 0, 0, 0)
  return morning
}

const weekday = new Intl.DateTimeFormat(dateLocale(), { weekday: 'short' })
const dayAndMonth = new Intl.DateTimeFormat(dateLocale(), {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
})

/** What is offered at a moment: nothing of it has passed, and no two are the same. */
export function snoozeChoices(now: Date): SnoozeChoice[] {
  const choices: SnoozeChoice[] = []
  const later = new Date(Math.ceil((now.getTime() + LATER_HOURS * HOUR_MS) / (HOUR_MS / 2)) * (HOUR_MS / 2))
  if (dayOf(later) === dayOf(now))
    choices.push({ id: 'later', label: t('Later today'), hint: timeOfDay(later.toISOString()), at: later })
  const tomorrow = morningOf(dayOf(now, 1))
  choices.push({ id: 'tomorrow', label: t('Tomorrow'), hint: hintOf(tomorrow), at: tomorrow })
  // On a Sunday the Monday after it is tomorrow.
  const toMonday = (8 - now.getDay()) % 7 || 7
  const monday = morningOf(dayOf(now, toMonday === 1 ? 8 : toMonday))
  choices.push({ id: 'week', label: t('Next week'), hint: dayWords(monday), at: monday })
  return choices
}

const hintOf = (at: Date): string => `${weekday.format(at)} ${timeOfDay(at.toISOString())}`

const dayWords = (at: Date): string => `${dayAndMonth.format(at)} ${timeOfDay(at.toISOString())}`

/** Until when, as it is said: `14:30`, `tomorrow 09:00`, `Mon 4 May 09:00`. */
export function untilWords(until: string, now: Date): string {
  const at = new Date(until)
  const time = timeOfDay(until)
  if (dayOf(at) === dayOf(now)) return time
  return dayOf(at) === dayOf(now, 1) ? t('tomorrow {time}', { time }) : dayWords(at)
}
