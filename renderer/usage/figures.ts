import type { UsageRow } from '#shared/usage.ts'
import type { Span } from './days.ts'
import type { Split } from './search.ts'

/** What runs come to together. */
export type Sums = Omit<UsageRow, 'day' | 'projectId' | 'model' | 'agent'>

/** Some of the runs: of one model, project or agent. */
export type Part = {
  key: string
  sums: Sums
  /** One for each bin. */
  perBin: readonly Sums[]
}

const nothing = (): Sums => ({
  runs: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  inputTokens: 0,
  outputTokens: 0,
  cost: 0,
  workedMs: 0,
})
const FIELDS = Object.keys(nothing()) as (keyof Sums)[]

function add(sums: Sums, more: Sums): void {
  for (const field of FIELDS) sums[field] += more[field]
}

/** Whether it is more than nothing. Work of a model that another has gone on from is part of no run of its own. */
export const isAny = (sums: Sums): boolean => FIELDS.some((field) => sums[field] > 0)

export function sumOf(all: Iterable<Sums>): Sums {
  const sums = nothing()
  for (const one of all) add(sums, one)
  return sums
}

/** Of the runs that ended by themselves; null = none has. What the user cancelled is nobody's failure. */
export function successRate({ succeeded, failed }: Sums): number | null {
  const ended = succeeded + failed
  return ended === 0 ? null : succeeded / ended
}

export const keyOf = (row: UsageRow, split: Split): string =>
  split === 'project' ? row.projectId : row[split]

/** What all runs come to in each bin. Rows outside of them are left out. */
export function sumsPerBin(rows: readonly UsageRow[], bins: readonly Span[]): Sums[] {
  return splitRows(rows, bins, () => '')[0]?.perBin.slice() ?? bins.map(nothing)
}

/** Parts the rows by `keyOf`, in no order. Rows outside of the bins are left out. */
export function splitRows(
  rows: readonly UsageRow[],
  bins: readonly Span[],
  keyOf: (row: UsageRow) => string,
): Part[] {
  const parts = new Map<string, { key: string; sums: Sums; perBin: Sums[] }>()
  const binOf = binFinder(bins)
  for (const row of rows) {
    const bin = binOf(row.day)
    if (bin === -1) continue
    const key = keyOf(row)
    const part = parts.get(key) ?? { key, sums: nothing(), perBin: bins.map(nothing) }
    parts.set(key, part)
    add(part.sums, row)
    add(part.perBin[bin] as Sums, row)
  }
  return [...parts.values()]
}

/** Bins follow each other without a gap: the place of a day among them, by halves; -1 = in none. */
function binFinder(bins: readonly Span[]): (day: string) => number {
  return (day) => {
    let low = 0
    let high = bins.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const bin = bins[middle] as Span
      if (day < bin.from) high = middle - 1
      else if (day > bin.to) low = middle + 1
      else return middle
    }
    return -1
  }
}

/** The key of what {@link biggest} has put together; no model, project or agent is called so. */
export const OTHERS = '\n'

/** Biggest first by `valueOf`; where there are more than `most`, the small ones are one part at the end. */
export function biggest(parts: readonly Part[], valueOf: (sums: Sums) => number, most: number): Part[] {
  const sorted = [...parts].sort((a, b) => valueOf(b.sums) - valueOf(a.sums) || (a.key < b.key ? -1 : 1))
  if (sorted.length <= most) return sorted
  const small = sorted.slice(most - 1)
  const bins = small[0]?.perBin.length ?? 0
  const others: Part = {
    key: OTHERS,
    sums: sumOf(small.map(({ sums }) => sums)),
    perBin: Array.from({ length: bins }, (_, bin) => sumOf(small.map(({ perBin }) => perBin[bin] as Sums))),
  }
  return [...sorted.slice(0, most - 1), others]
}
