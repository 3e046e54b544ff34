import type { Range } from './search.ts'

/** Calendar days, `YYYY-MM-DD`; both count. */
export type Span = { from: string; to: string }

/** As many days back as are asked for: the host gives two years at once. */
const MOST_DAYS = 730
/** So many bars can be told apart; more days than that are drawn as weeks. */
const MOST_BARS = 124
/** Of all that there is: fewer than that would make no picture. */
const FEWEST_DAYS = 7

const DAY_MS = 86_400_000

/** The day so many days later. Calendars are reckoned in UTC, where each day has 24 hours. */
export const shiftDay = (day: string, by: number): string =>
  new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10)

export const lengthOf = ({ from, to }: Span): number => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1

const firstOfMonth = (day: string) => `${day.slice(0, 8)}01`

/** The days that a choice means. `firstDay`: the first one that has a run; null = none has. */
export function spanOf(range: Range, today: string, firstDay: string | null): Span {
  if (range === 'month') return { from: firstOfMonth(today), to: today }
  if (range !== 'all') return { from: shiftDay(today, 1 - Number(range)), to: today }
  const most = shiftDay(today, 1 - MOST_DAYS)
  const fewest = shiftDay(today, 1 - FEWEST_DAYS)
  const first = firstDay ?? fewest
  return { from: first < most ? most : first > fewest ? fewest : first, to: today }
}

/**
 * What a span is compared with: as many days before it, and the same days of the month before. Nothing comes before all
 * that there is.
 */
export function spanBefore(range: Range, span: Span): Span | null {
  if (range === 'all') return null
  const to = shiftDay(span.from, -1)
  if (range !== 'month') return { from: shiftDay(span.from, -lengthOf(span)), to }
  const from = firstOfMonth(to)
  const sameDay = shiftDay(from, lengthOf(span) - 1)
  return { from, to: sameDay < to ? sameDay : to }
}

/** The days to ask the host for: those shown and those before them. */
export function spanToAsk(range: Range, today: string): Span {
  const span = spanOf(range, today, '0000-01-01')
  return { from: spanBefore(range, span)?.from ?? span.from, to: today }
}

/** What a bar stands for: a day, or a week from Monday to Sunday, cut where the span begins and ends. */
export function binsOf(span: Span): Span[] {
  const isByWeek = lengthOf(span) > MOST_BARS
  const bins: Span[] = []
  for (let from = span.from; from <= span.to; ) {
    const end = isByWeek ? shiftDay(from, (7 - new Date(from).getUTCDay()) % 7) : from
    const to = end < span.to ? end : span.to
    bins.push({ from, to })
    from = shiftDay(to, 1)
  }
  return bins
}

export const isWithin = (day: string, { from, to }: Span): boolean => day >= from && day <= to

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', ...options })
const short = format({ day: 'numeric', month: 'short' })
const inWeek = format({ weekday: 'short', day: 'numeric' })
const withWeekday = format({ weekday: 'short', day: 'numeric', month: 'short' })
const whole = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const withYear = format({ day: 'numeric', month: 'short', year: 'numeric' })

/** So few bars have room for the day of the week. */
const FEW = 7

/** What stands under bars: `17 Nov`, or `Tue 17` where there are few. */
export const labelsOf = (bins: readonly Span[]): string[] =>
  bins.map(({ from }) => (bins.length <= FEW ? inWeek : short).format(new Date(from)))

/** `24 Oct – 22 Nov 2026`. */
export const spanWords = ({ from, to }: Span): string => withYear.formatRange(new Date(from), new Date(to))

/** `Tue 17 Nov`, or `16 – 22 Nov 2026` for a week. */
export const binLabel = (bin: Span): string =>
  bin.from === bin.to ? withWeekday.format(new Date(bin.from)) : spanWords(bin)

/** The same to be read out: `Tuesday 17 November 2026`. */
export const binWords = (bin: Span): string =>
  bin.from === bin.to ? whole.format(new Date(bin.from)) : spanWords(bin)
