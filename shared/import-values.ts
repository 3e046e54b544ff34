import type { Priority, TaskStatus } from './tasks.ts'

/** A word as the tables below have it: what people write differently in the same word is taken away. */
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const table = <T>(words: readonly (readonly [T, string])[]): ReadonlyMap<string, T> =>
  new Map(words.flatMap(([value, list]) => list.split(', ').map((word) => [word, value] as const)))

const STATUSES = table<TaskStatus>([
  ['backlog', 'backlog, triage, icebox, later, someday, idea, ideas, inbox, product backlog, on hold'],
  [
    'todo',
    'todo, to do, todos, to dos, open, opened, reopened, new, ready, ready for development, ready for dev, selected for development, next, next up, up next, planned, unstarted, not started, pending, tasks, this week, today',
  ],
  [
    'in_progress',
    'in progress, inprogress, doing, started, wip, work in progress, active, working, in development, in dev, development, ongoing, current',
  ],
  [
    'in_review',
    'in review, inreview, review, reviewing, code review, ready for review, needs review, qa, in qa, testing, in testing, ready for qa',
  ],
  [
    'done',
    'done, complete, completed, closed, resolved, finished, shipped, released, merged, deployed, fixed, x',
  ],
  [
    'cancelled',
    'cancelled, canceled, wont do, wont fix, wontfix, will not do, duplicate, abandoned, rejected, declined, obsolete, invalid, not planned, not doing',
  ],
])

const PRIORITIES = table<Priority>([
  ['urgent', 'urgent, highest, critical, blocker, p0, asap, immediate, very high'],
  ['high', 'high, major, important, p1'],
  ['medium', 'medium, med, normal, moderate, p2'],
  ['low', 'low, lowest, very low, minor, trivial, p3, p4, p5'],
  ['none', 'none, no priority, not set, unset, no'],
])

/** The status that a word means: of a column, a list or a heading. */
export const statusOf = (word: string): TaskStatus | null => STATUSES.get(plain(word)) ?? null

/** The priority that a word means, also with the word “priority” at it. */
export const priorityOf = (word: string): Priority | null =>
  PRIORITIES.get(plain(word)) ?? PRIORITIES.get(plain(word).replace(/^priority | priority$/, '')) ?? null

/** Whether a cell says yes; a date, too, says that it has happened. */
export const isYes = (cell: string) => !/^(?:|false|no|n|0|null|none|-)$/i.test(cell.trim())

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * The calendar day that a cell names, in the ways that trackers export it; null where it is no date, or where its day
 * and its month cannot be told apart.
 */
export function dayOf(cell: string): string | null {
  const text = cell.trim().slice(0, 80)
  const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/.exec(text)
  if (iso !== null) return day(iso[1], iso[3], iso[4])
  // 05/May/26, 5 May 2026, Thu 5 May 2026
  const named =
    /^(?:[a-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[-/. ]([a-z]{3,9})\.?[-/., ]+(\d{4}|\d{2})(?!\d)/i.exec(text)
  if (named !== null) return day(named[3], month(named[2]), named[1])
  // May 5, 2026, and what a program prints: Tue May 05 2026 00:00:00 GMT+0000
  const english = /^(?:[a-z]{3,9},? )?([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)/i.exec(text)
  if (english !== null) return day(english[3], month(english[1]), english[2])
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)/.exec(text)
  if (german !== null) return day(german[3], german[2], german[1])
  const slashed = SLASHED.exec(text)
  if (slashed === null) return null
  const [, one = '', , two = '', year] = slashed
  if (one === two || Number(two) > 12) return day(year, one, two)
  return Number(one) > 12 ? day(year, two, one) : null
}

const SLASHED = /^(\d{1,2})([-/])(\d{1,2})\2(\d{4})(?!\d)/

/** Whether a cell is a date whose day and month cannot be told apart, such as 05/06/2026. */
export function isAmbiguousDay(cell: string): boolean {
  const [, one = '', , two = ''] = SLASHED.exec(cell.trim().slice(0, 80)) ?? []
  return one !== two && [one, two].every((part) => Number(part) >= 1 && Number(part) <= 12)
}

const month = (name = '') => String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1)

/** @returns null for a day that no calendar has */
function day(year = '', monthOfYear = '', dayOfMonth = ''): string | null {
  const four = year.length === 2 ? `20${year}` : year
  const text = `${four}-${monthOfYear.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : null
}

/** Points, also with a comma and with a word behind; null where it is no number that a task can have. */
export function pointsOf(cell: string): number | null {
  const found = /^(\d{1,4}(?:[.,]\d{1,3})?)\s*(?:points?|pts?|sp)?\.?$/i.exec(cell.trim())
  const points = Number(found?.[1]?.replace(',', '.') ?? Number.NaN)
  return points >= 0 && points <= 1000 ? points : null
}
