import { t } from '../strings/t.ts'
import type { Option } from '../ui/select.tsx'

const POINTS = [1, 2, 3, 5, 8, 13]
/** The most that the host takes. */
const MOST_POINTS = 1000
/** Stands for “not estimated” in the list. */
const NONE = '-'

export const inPoints = (points: number): string =>
  t('{points, plural, one {# point} other {# points}}', { points })

/** A number as it is typed, with a comma or a point; null where it is no estimate. */
function readPoints(text: string): number | null {
  const points = Number(text.replace(',', '.'))
  return text.trim() !== '' && points >= 0 && points <= MOST_POINTS ? points : null
}

/** The list that an estimate is chosen from, for a Combobox: the usual ones, its own, or any that is typed. */
export function estimateChoice(value: number | null, onChange: (value: number | null) => void) {
  const offered = value === null || POINTS.includes(value) ? POINTS : [...POINTS, value]
  const options: Option[] = [
    { id: NONE, label: t('No estimate') },
    ...offered.map((points) => ({ id: String(points), label: inPoints(points) })),
  ]
  return {
    value: value === null ? NONE : String(value),
    options,
    onChange: (id: string) => onChange(id === NONE ? null : Number(id)),
    onCreate: (text: string) => {
      const points = readPoints(text)
      if (points !== null) onChange(points)
    },
    createLabel: (text: string): string => {
      const points = readPoints(text)
      return points === null
        ? t('An estimate is a number up to {most}', { most: MOST_POINTS })
        : inPoints(points)
    },
  }
}
