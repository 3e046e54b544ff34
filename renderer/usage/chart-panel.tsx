import { type KeyboardEvent, useMemo, useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Dot } from '../ui/dot.tsx'
import { BarChart } from './bar-chart.tsx'
import { binLabel, binWords, labelsOf, type Span } from './days.ts'
import type { Measure } from './measures.ts'
import { readOut, type Stack } from './stacks.ts'

/** Days that the arrow keys and the keys of pages go. */
const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -7,
  PageUp: 7,
}
/** The chart of a measure, with what stands in the bar that is pointed at or was walked to by keys. */
export function ChartPanel({
  measure,
  title,
  bins,
  stacks,
  hidden,
  onHide,
}: {
  measure: Measure
  title: string
  bins: readonly Span[]
  stacks: readonly Stack[]
  /** Keys of the stacks that are left out. */
  hidden: ReadonlySet<string>
  onHide: (hidden: ReadonlySet<string>) => void
}) {
  const [pointed, setPointed] = useState<number | null>(null)
  const [walked, setWalked] = useState<number | null>(null)
  const last = bins.length - 1
  const held = pointed ?? walked
  // Another range may have fewer bars.
  const at = held === null ? null : Math.min(held, last)
  const shown = useMemo(() => stacks.filter(({ key }) => !hidden.has(key)), [stacks, hidden])
  const bars = useMemo(
    () => ({
      stacks: shown,
      labels: labelsOf(bins),
      tick: measure.tick,
      ...(measure.steps === undefined ? {} : { steps: measure.steps }),
    }),
    [shown, bins, measure],
  )

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    const to =
      event.key === 'Home' ? 0 : event.key === 'End' ? last : step === undefined ? null : (at ?? last) + step
    if (to === null) return
    event.preventDefault()
    setPointed(null)
    setWalked(Math.max(0, Math.min(last, to)))
  }

  return (
    <section aria-label={title} className="rounded-l border bg-raised">
      <h2 className="px-4 pt-3 text-12 font-medium">{title}</h2>
      <div className="flex gap-4 p-4 pt-3 max-[720px]:flex-col">
        <div
          role="slider"
          tabIndex={0}
          aria-label={t('{title}, bar by bar', { title })}
          aria-valuemin={1}
          aria-valuemax={bins.length}
          aria-valuenow={(at ?? last) + 1}
          aria-valuetext={spokenBar(measure, bins, shown, at ?? last)}
          onKeyDown={onKeyDown}
          onFocus={({ currentTarget }) => {
            if (currentTarget.matches(':focus-visible')) setWalked(last)
          }}
          onBlur={() => setWalked(null)}
          className="h-[calc(272px*var(--scale))] min-w-0 flex-1 rounded-m max-[720px]:flex-none"
        >
          {stacks.length === 0 ? (
            <p className="grid size-full place-items-center text-12 text-fg-2">{measure.none}</p>
          ) : (
            <BarChart bars={bars} at={at} onPoint={setPointed} />
          )}
        </div>
        <Legend
          heading={at === null ? t('In all') : binLabel(bins[at] as Span)}
          measure={measure}
          stacks={stacks}
          at={at}
          hidden={hidden}
          onHide={onHide}
        />
      </div>
    </section>
  )
}

/** `Tuesday 17 November 2026: $1.20. anthropic/opus $1.00, anthropic/haiku $0.20`. */
function spokenBar(measure: Measure, bins: readonly Span[], stacks: readonly Stack[], at: number): string {
  const bin = bins[at]
  if (bin === undefined) return ''
  const { total, parts } = readOut(stacks, at)
  const words = parts.map(({ stack, value }) => `${stack.name} ${measure.barSpoken(value)}`)
  return [`${binWords(bin)}: ${measure.barSpoken(total)}`, words.join(', ')].filter(Boolean).join('. ')
}

/** Names the colours, says what stands in a bar or in all of them, and leaves out what is pressed. */
function Legend({
  heading,
  measure,
  stacks,
  at,
  hidden,
  onHide,
}: {
  heading: string
  measure: Measure
  stacks: readonly Stack[]
  at: number | null
  hidden: ReadonlySet<string>
  onHide: (hidden: ReadonlySet<string>) => void
}) {
  const shown = stacks.filter(({ key }) => !hidden.has(key))
  const toggle = (key: string) => {
    const next = new Set(hidden)
    if (!next.delete(key)) next.add(key)
    onHide(next)
  }
  return (
    <div className="flex w-[calc(236px*var(--scale))] shrink-0 flex-col tabular-nums max-[1100px]:w-[calc(208px*var(--scale))] max-[720px]:w-full">
      <div className="flex h-row items-center gap-2 border-b px-2 text-12">
        <span className="min-w-0 flex-1 truncate text-fg-2">{heading}</span>
        <span className="font-medium">{measure.barWords(readOut(shown, at).total)}</span>
      </div>
      <ul aria-label={t('Parts of the bars')} className="pt-1">
        {stacks.map((stack) => (
          <li key={stack.key}>
            <LegendRow
              stack={stack}
              value={at === null ? stack.total : (stack.values[at] ?? 0)}
              words={measure.barWords}
              isHidden={hidden.has(stack.key)}
              onToggle={() => toggle(stack.key)}
            />
          </li>
        ))}
      </ul>
      {shown.length < stacks.length && (
        <Button variant="ghost" size="s" className="mt-1 self-start" onClick={() => onHide(new Set())}>
          {t('Show all')}
        </Button>
      )}
    </div>
  )
}

function LegendRow({
  stack,
  value,
  words,
  isHidden,
  onToggle,
}: {
  stack: Stack
  value: number
  words: (value: number) => string
  isHidden: boolean
  onToggle: () => void
}) {
  return (
    <button
      type="button"
      aria-pressed={!isHidden}
      onClick={onToggle}
      className="flex h-row w-full items-center gap-2 rounded-m px-2 text-12 hover:bg-hover coarse:h-touch"
    >
      <Dot
        color={isHidden ? 'transparent' : `var(${stack.color})`}
        className={isHidden ? 'border border-line-strong' : ''}
      />
      <span
        dir="auto"
        className={cn('min-w-0 flex-1 truncate text-start', isHidden ? 'text-fg-3 line-through' : 'text-fg')}
      >
        {stack.name}
      </span>
      <span className={value === 0 || isHidden ? 'text-fg-3' : 'text-fg-2'}>
        {value === 0 ? '–' : words(value)}
      </span>
    </button>
  )
}
