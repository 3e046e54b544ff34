import { t } from '../strings/t.ts'
import { beginOf, dateLocale, dayOf } from '../ui/day.ts'
import { ComboboxList, type Option } from '../ui/select.tsx'
import { useToday } from '../ui/time.tsx'

/** Days that are offered, the rest can be typed. */
const DAYS = 60
const NEVER = '-'
const ISO = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

const dayFormat = new Intl.DateTimeFormat(dateLocale(), { weekday: 'short', day: 'numeric', month: 'short' })
const weekday = new Intl.DateTimeFormat(dateLocale(), { weekday: 'long' })

/** Whether there is such a day: not the 31st of June. */
const isDay = (text: string): boolean => ISO.test(text) && dayOf(beginOf(text)) === text

/** The days to choose from, found by `fri`, `28` or `2026-11-28`. */
function daysFrom(today: string): Option[] {
  const begin = new Date(`${today}T12:00:00`)
  return Array.from({ length: DAYS }, (_, later) => {
    const id = dayOf(begin, later)
    const at = new Date(`${id}T12:00:00`)
    const text = dayFormat.format(at)
    const name =
      [t('Today'), t('Tomorrow')][later] ??
      (later === 7 ? t('In a week') : later === 14 ? t('In two weeks') : null)
    return {
      id,
      label: name ?? text,
      keywords: [weekday.format(at), text, id],
      ...(name === null ? {} : { hint: text }),
    }
  })
}

/** Picks the day by which tasks should be done. */
export function DueChoices({
  label,
  value,
  onChange,
  onDone,
}: {
  label: string
  /** The day they share; undefined = they differ. */
  value: string | null | undefined
  onChange: (day: string | null) => void
  onDone: () => void
}) {
  const today = useToday()
  return (
    <ComboboxList
      label={label}
      width={318}
      value={value === undefined ? null : (value ?? NEVER)}
      options={[
        ...daysFrom(today),
        { id: NEVER, label: t('No due date'), keywords: [t('none remove clear')] },
      ]}
      onChange={(id) => onChange(id === NEVER ? null : id)}
      createLabel={(text) => (isDay(text) ? t('Due {day}', { day: text }) : t('Write a day as 2026-12-31'))}
      onCreate={(text) => {
        if (isDay(text)) onChange(text)
      }}
      onDone={onDone}
    />
  )
}
