import type { UsageRow } from '#shared/usage.ts'
import { t } from '../strings/t.ts'
import type { Span } from './days.ts'
import { biggest, keyOf, type Sums, splitRows, sumOf, sumsPerBin } from './figures.ts'
import { MEASURE } from './measures.ts'
import { type ColorRole, MOST_PARTS, type Names } from './names.ts'
import type { MeasureId, Split } from './search.ts'

/** What is drawn in one colour: a part of each bar. */
export type Stack = {
  key: string
  name: string
  color: ColorRole
  /** One for each bin. */
  values: readonly number[]
  total: number
}

/** The bars of a measure, the biggest part first: it stands at the bottom. */
export function stacksOf(
  rows: readonly UsageRow[],
  bins: readonly Span[],
  { measure, split }: { measure: MeasureId; split: Split },
  names: Names,
): Stack[] {
  if (measure === 'success') return outcomes(sumsPerBin(rows, bins))
  const { bars } = MEASURE[measure]
  const all = splitRows(rows, bins, (row) => keyOf(row, split)).filter(({ sums }) => bars(sums) > 0)
  const parts = biggest(all, bars, MOST_PARTS)
  const colors = names.colorsOf(
    split,
    parts.map(({ key }) => key),
  )
  const called = names.shortNamesOf(
    split,
    parts.map(({ key }) => key),
  )
  return parts.map(({ key, sums, perBin }) => ({
    key,
    name: called.get(key) ?? key,
    color: colors.get(key) ?? '--c-gray',
    values: perBin.map(bars),
    total: bars(sums),
  }))
}

const OUTCOMES: readonly { key: keyof Sums; name: string; color: ColorRole }[] = [
  { key: 'succeeded', name: t('Succeeded'), color: '--ok' },
  { key: 'failed', name: t('Failed'), color: '--bad' },
  { key: 'cancelled', name: t('Cancelled'), color: '--idle' },
]

function outcomes(perBin: readonly Sums[]): Stack[] {
  const sums = sumOf(perBin)
  return OUTCOMES.map(({ key, name, color }) => ({
    key,
    name,
    color,
    values: perBin.map((bin) => bin[key]),
    total: sums[key],
  })).filter(({ total }) => total > 0)
}

/** What stands in a bar, or in all of them together, in the order of the stacks; nothing that is zero. */
export function readOut(
  stacks: readonly Stack[],
  at: number | null,
): { total: number; parts: { stack: Stack; value: number }[] } {
  const parts = stacks.map((stack) => ({ stack, value: at === null ? stack.total : (stack.values[at] ?? 0) }))
  return {
    total: parts.reduce((total, { value }) => total + value, 0),
    parts: parts.filter(({ value }) => value > 0),
  }
}
