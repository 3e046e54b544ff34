import { AlarmClock } from 'lucide-react'
import { t } from '../strings/t.ts'
import { dateLocale, dayOf } from '../ui/day.ts'
import { Button } from '../ui/button.tsx'
import { Combobox, type Option } from '../ui/select.tsx'
import { hostNow } from '../ui/time.tsx'
import { isDay, morningOf, snoozeChoices, untilWords } from './snooze-times.ts'

/** Days that are offered, the rest can be typed. */
const DAYS = 60

const dayFormat = new Intl.DateTimeFormat(dateLocale(), { weekday: 'long', day: 'numeric', month: 'long' })

/** Later today, tomorrow, next week, then the days one by one, found by `fri`, `28` or `2026-11-28`. */
function optionsAt(now: Date): Option[] {
  const first = snoozeChoices(now)
  const taken = new Set(first.map(({ at }) => at.getTime()))
  const days = Array.from({ length: DAYS }, (_, later) => dayOf(now, later + 1)).filter(
    (day) => !taken.has(morningOf(day).getTime()),
  )
  return [
    ...first.map(({ at, label, hint }) => ({ id: at.toISOString(), label, hint })),
    ...days.map((day) => {
      const at = morningOf(day)
      return { id: at.toISOString(), label: dayFormat.format(at), keywords: [day] }
    }),
  ]
}

/** Puts something off until a moment that is chosen. */
export function SnoozeButton({
  open,
  onOpenChange,
  onSnooze,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** `when` is the moment in words. */
  onSnooze: (until: string, when: string) => void
}) {
  const now = new Date(hostNow())
  const choose = (until: string) => onSnooze(until, untilWords(until, now))
  return (
    <Combobox
      label={t('Snooze until')}
      width={290}
      align="end"
      open={open}
      onOpenChange={onOpenChange}
      value={null}
      options={open ? optionsAt(now) : []}
      onChange={choose}
      createLabel={(text) =>
        isLater(text, now) ? t('Until {day}', { day: text }) : t('Write a day to come as 2026-12-31')
      }
      onCreate={(text) => {
        if (isLater(text, now)) choose(morningOf(text).toISOString())
      }}
      trigger={
        <Button size="s" icon={<AlarmClock />} keys="inbox.snooze">
          {t('Snooze')}
        </Button>
      }
    />
  )
}

const isLater = (text: string, now: Date): boolean => isDay(text) && text > dayOf(now)
