import { locale } from '../strings/t.ts'

/** Calendar days, `YYYY-MM-DD`, where the user is. Some have 23 or 25 hours, and some no midnight. */

/** The language of dates, numbers and lists: English ones are British, as the words around them are. */
export const dateLocale = (): string => (locale() === 'en' ? 'en-GB' : locale())

/** The day of a moment, or that so many days later. */
export function dayOf(moment: Date, later = 0): string {
  const two = (value: number) => String(value).padStart(2, '0')
  // Noon is never left out.
  const noon = new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + later, 12)
  return `${noon.getFullYear()}-${two(noon.getMonth() + 1)}-${two(noon.getDate())}`
}

const hourAndMinute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

/** The time of day of a moment: `14:05`, or as the user writes it. */
export const timeOfDay = (moment: string): string => hourAndMinute.format(new Date(moment))

/** The first moment of a day. */
export const beginOf = (day: string): Date => new Date(`${day}T00:00:00`)
