import { ArrowDown, ArrowUp, ChevronRight } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { UsageRow } from '#shared/usage.ts'
import { locale, t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Dot } from '../ui/dot.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { COLUMNS, type Sort, sortAgain, sortRows } from './columns.ts'
import { binLabel, type Span } from './days.ts'
import { isAny, keyOf, type Part, type Sums, splitRows, sumOf, sumsPerBin } from './figures.ts'
import { MEASURE } from './measures.ts'
import { type Names, SPLIT_NAMES } from './names.ts'
import type { MeasureId, Split } from './search.ts'
import type { Stack } from './stacks.ts'

/** The figures behind the chart, by part or by day; each day opens to its parts. */
export function UsageTable({
  rows,
  bins,
  split,
  measure,
  stacks,
  names,
}: {
  rows: readonly UsageRow[]
  bins: readonly Span[]
  split: Split
  measure: MeasureId
  stacks: readonly Stack[]
  names: Names
}) {
  const [by, setBy] = useState<'part' | 'bin'>('part')
  const parts = useMemo(() => splitRows(rows, bins, (row) => keyOf(row, split)), [rows, bins, split])
  const isByDay = bins.every(({ from, to }) => from === to)
  const binName = isByDay ? t('Day') : t('Week')
  const byPart = by === 'part'
  // What the chart shows leads, until a column is chosen.
  const [chosen, setChosen] = useState<{ sort: Sort; where: string } | null>(null)
  const where = `${measure} ${by}`
  const column = COLUMNS.find(({ of }) => of === measure)
  const usual: Sort | null = !byPart
    ? { by: 'name', descending: true }
    : column === undefined
      ? null
      : { by: column.id, descending: true }
  const sort = chosen?.where === where ? chosen.sort : usual
  const sortBy = (next: Sort['by']) => setChosen({ sort: sortAgain(sort, next), where })
  const title = byPart ? BY_NAMES[split] : isByDay ? t('By day') : t('By week')
  return (
    <section aria-label={title}>
      <div className="flex items-center gap-3 pb-2">
        <h2 className="flex-1 text-12 font-medium">{title}</h2>
        <Segmented
          label={t('Rows of the table')}
          value={by}
          options={[
            { id: 'part', label: SPLIT_NAMES[split] },
            { id: 'bin', label: binName },
          ]}
          onChange={setBy}
        />
      </div>
      {/* Can be scrolled by keys where it is wider than its room. */}
      <section
        aria-label={t('{title}, table', { title })}
        tabIndex={0}
        className="overflow-x-auto rounded-l border bg-raised"
      >
        <table className="w-full min-w-[calc(600px*var(--scale))] text-12 tabular-nums">
          <thead>
            <tr className="text-11 text-fg-3">
              <Head by="name" sort={sort} onSort={sortBy} className="text-start">
                {byPart ? SPLIT_NAMES[split] : binName}
              </Head>
              {COLUMNS.map(({ id, name }) => (
                <Head key={id} by={id} sort={sort} onSort={sortBy}>
                  {name}
                </Head>
              ))}
            </tr>
          </thead>
          {byPart ? (
            <PartRows
              parts={parts}
              split={split}
              measure={measure}
              stacks={stacks}
              names={names}
              sort={sort}
            />
          ) : (
            <BinRows
              rows={rows}
              bins={bins}
              parts={parts}
              split={split}
              measure={measure}
              names={names}
              sort={sort}
            />
          )}
          <tfoot>
            <tr className="border-t font-medium">
              <Name>{t('All')}</Name>
              <Figures sums={sumOf(rows)} />
            </tr>
          </tfoot>
        </table>
      </section>
    </section>
  )
}

const BY_NAMES: Record<Split, string> = {
  model: t('By model'),
  project: t('By project'),
  agent: t('By agent'),
}

/** Says how the rows are sorted, and sorts them by its column. */
function Head({
  by,
  sort,
  onSort,
  className,
  children,
}: {
  by: Sort['by']
  sort: Sort | null
  onSort: (by: Sort['by']) => void
  className?: string
  children: ReactNode
}) {
  const isSorted = sort?.by === by
  const Arrow = sort?.descending === false ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
      className={cn('h-row px-1.5 text-end font-medium whitespace-nowrap', className)}
    >
      <button
        type="button"
        onClick={() => onSort(by)}
        className={cn(
          'group inline-flex h-control-s items-center gap-1 rounded-m px-1.5 hover:bg-hover hover:text-fg coarse:h-touch',
          isSorted && 'text-fg',
          // Beside the words where the column is not to end with it.
          by !== 'name' && 'flex-row-reverse',
        )}
      >
        {children}
        <Arrow
          aria-hidden
          className={cn(
            'size-3 shrink-0',
            !isSorted && 'opacity-0 group-hover:opacity-50 group-focus-visible:opacity-50',
          )}
        />
      </button>
    </th>
  )
}

const Name = ({ className, children }: { className?: string; children: ReactNode }) => (
  <th scope="row" className={cn('h-row w-full max-w-0 px-3 text-start font-normal', className)}>
    <span className="flex min-w-0 items-center gap-2">{children}</span>
  </th>
)

const Figures = ({ sums }: { sums: Sums }) =>
  COLUMNS.map(({ name, words }) => (
    <td key={name} className="h-row px-3 text-end whitespace-nowrap">
      {words(sums)}
    </td>
  ))

const byWords = (a: string, b: string) => a.localeCompare(b, locale())
const byDay = (a: string, b: string) => (a < b ? -1 : 1)

/** Most by the measure first; where none is more, by runs. */
function order(parts: readonly Part[], measure: MeasureId): Part[] {
  const value = ({ sums }: Part) => MEASURE[measure].of(sums) ?? -1
  return [...parts].sort(
    (a, b) => value(b) - value(a) || b.sums.runs - a.sums.runs || (a.key < b.key ? -1 : 1),
  )
}

function PartRows({
  parts,
  split,
  measure,
  stacks,
  names,
  sort,
}: {
  parts: readonly Part[]
  split: Split
  measure: MeasureId
  stacks: readonly Stack[]
  names: Names
  sort: Sort | null
}) {
  const colors = new Map(stacks.map(({ key, color }) => [key, color]))
  const usual = order(parts, measure)
  const sorted = sort === null ? usual : sortRows(usual, sort, ({ key }) => names.nameOf(split, key), byWords)
  return (
    <tbody>
      {sorted.map(({ key, sums }) => (
        <tr key={key} className="border-t hover:bg-hover">
          <Name>
            {measure !== 'success' && <Dot color={`var(${colors.get(key) ?? '--c-gray'})`} />}
            <span dir="auto" className="truncate">
              {names.nameOf(split, key)}
            </span>
          </Name>
          <Figures sums={sums} />
        </tr>
      ))}
    </tbody>
  )
}

/** Days on which something ran. */
function BinRows({
  rows,
  bins,
  parts,
  split,
  measure,
  names,
  sort,
}: {
  rows: readonly UsageRow[]
  bins: readonly Span[]
  parts: readonly Part[]
  split: Split
  measure: MeasureId
  names: Names
  sort: Sort | null
}) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const perBin = useMemo(() => sumsPerBin(rows, bins), [rows, bins])
  const sorted = useMemo(() => order(parts, measure), [parts, measure])
  const toggle = (day: string) => {
    const next = new Set(open)
    if (!next.delete(day)) next.add(day)
    setOpen(next)
  }
  const shown = bins
    .map((bin, at) => ({ bin, at, sums: perBin[at] as Sums }))
    .filter(({ sums }) => isAny(sums))
    .reverse()
  return (sort === null ? shown : sortRows(shown, sort, ({ bin }) => bin.from, byDay)).map(
    ({ bin, at, sums }) => {
      const isOpen = open.has(bin.from)
      return (
        <tbody key={bin.from}>
          <tr className="border-t hover:bg-hover">
            <Name>
              <button
                type="button"
                aria-expanded={isOpen}
                onClick={() => toggle(bin.from)}
                className="-ms-1 flex h-row min-w-0 items-center gap-1.5 rounded-m pe-1.5 coarse:h-touch [&_svg]:size-3.5"
              >
                <ChevronRight className={cn('shrink-0 text-fg-3', isOpen && 'rotate-90')} />
                <span className="truncate">{binLabel(bin)}</span>
              </button>
            </Name>
            <Figures sums={sums} />
          </tr>
          {isOpen &&
            sorted
              .map(({ key, perBin: own }) => ({ key, own: own[at] as Sums }))
              .filter(({ own }) => isAny(own))
              .map(({ key, own }) => (
                <tr key={key} className="text-fg-2 hover:bg-hover">
                  <Name className="ps-8">
                    <span dir="auto" className="truncate">
                      {names.nameOf(split, key)}
                    </span>
                  </Name>
                  <Figures sums={own} />
                </tr>
              ))}
        </tbody>
      )
    },
  )
}
