import { useVirtualizer } from '@tanstack/react-virtual'
import { AlignLeft } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { ImportRow } from '#shared/imports.ts'
import { useLabels } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Chip } from '../ui/chip.tsx'
import { cn } from '../ui/cn.ts'
import { colorValue } from '../ui/icons/color.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import { visible } from '../ui/visible-text.ts'
import { depthsOf } from './words.ts'

const COLUMNS =
  'grid grid-cols-[calc(20px*var(--scale))_minmax(0,1fr)_calc(104px*var(--scale))_calc(84px*var(--scale))_minmax(0,calc(180px*var(--scale)))_calc(80px*var(--scale))] items-start gap-x-3 px-3 max-[900px]:grid-cols-[calc(20px*var(--scale))_minmax(0,1fr)_calc(104px*var(--scale))]'
/** What is left out where there is no room. */
const WIDE = 'max-[900px]:hidden'

/** Rows that stand further in are drawn like the last of these. */
const DEEPEST = 6

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }

/** The tasks that would be made, each to be ticked. */
export function PreviewTable({
  rows,
  chosen,
  onChoose,
}: {
  rows: readonly ImportRow[]
  chosen: ReadonlySet<number>
  onChoose: (chosen: ReadonlySet<number>) => void
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState(0)
  const at = Math.min(current, rows.length - 1)
  const depths = useMemo(() => depthsOf(rows), [rows])
  const labels = useLabels()
  const colors = useMemo(
    () => new Map(labels.map(({ name, color }) => [name.normalize('NFC').toLowerCase(), colorValue(color)])),
    [labels],
  )

  // oxlint-disable-next-line react/incompatible-library -- no React compiler here, nothing is memoized
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => ((rows[index]?.remarks.length ?? 0) > 0 ? 50 : 32),
    getItemKey: (index) => index,
    overscan: 6,
  })

  const toggle = (index: number) => {
    const next = new Set(chosen)
    if (!next.delete(index)) next.add(index)
    onChoose(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    const to =
      event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : step === undefined ? null : at + step
    if (to === null) return
    event.preventDefault()
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setCurrent(next)
    virtual.scrollToIndex(next, { align: 'auto' })
    // It may not be drawn before the list has moved.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus(),
      ),
    )
  }
  const some = chosen.size > 0 && chosen.size < rows.length
  return (
    <div
      role="table"
      aria-label={t('Tasks to import')}
      aria-rowcount={rows.length + 1}
      className="overflow-hidden rounded-l border border-line"
    >
      <div role="rowgroup">
        <div role="row" className={cn(COLUMNS, 'items-center border-b border-line py-1.5 text-11 text-fg-3')}>
          <span role="columnheader">
            <input
              type="checkbox"
              aria-label={t('Import all')}
              checked={chosen.size === rows.length}
              ref={(input) => {
                if (input !== null) input.indeterminate = some
              }}
              onChange={() =>
                onChoose(new Set(chosen.size === rows.length ? [] : rows.map(({ index }) => index)))
              }
              className="block size-3.5 accent-accent"
            />
          </span>
          <span role="columnheader">{t('Title')}</span>
          <span role="columnheader">{t('Status')}</span>
          <span role="columnheader" className={WIDE}>
            {t('Priority')}
          </span>
          <span role="columnheader" className={WIDE}>
            {t('Labels')}
          </span>
          <span role="columnheader" className={WIDE}>
            {t('Due')}
          </span>
        </div>
      </div>
      <div
        ref={scroller}
        role="rowgroup"
        data-scroll="y"
        onKeyDown={onKeyDown}
        className="max-h-[min(44vh,420px)] overflow-y-auto"
      >
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                role="row"
                aria-rowindex={item.index + 2}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <RowCells
                  row={row}
                  depth={depths[item.index] ?? 0}
                  isChosen={chosen.has(row.index)}
                  isTabbable={item.index === at}
                  isLast={item.index === rows.length - 1}
                  colors={colors}
                  onToggle={() => {
                    setCurrent(item.index)
                    toggle(row.index)
                  }}
                />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

function RowCells({
  row,
  depth,
  isChosen,
  isTabbable,
  isLast,
  colors,
  onToggle,
}: {
  row: ImportRow
  depth: number
  isChosen: boolean
  isTabbable: boolean
  isLast: boolean
  colors: ReadonlyMap<string, string>
  onToggle: () => void
}) {
  const title = visible(row.title)
  const notes = [
    ...(row.duplicateOf === null ? [] : [t('{task} has this title already.', { task: row.duplicateOf })]),
    ...row.remarks.map(visible),
  ]
  const [first, second] = row.labels
  return (
    <label
      className={cn(
        COLUMNS,
        'min-h-8 cursor-default py-1.75 text-12 transition-colors duration-(--fast) hover:bg-hover',
        !isLast && 'border-b border-line/60',
        !isChosen && 'text-fg-3',
      )}
    >
      <span role="cell">
        <input
          type="checkbox"
          data-row={row.index}
          tabIndex={isTabbable ? 0 : -1}
          aria-label={t('Import {title}', { title })}
          checked={isChosen}
          onChange={onToggle}
          className="mt-0.5 block size-3.5 accent-accent"
        />
      </span>
      <span role="cell" className="min-w-0" style={{ paddingInlineStart: Math.min(depth, DEEPEST) * 16 }}>
        <span className="flex min-w-0 items-center gap-1.5">
          <span className="truncate" title={title}>
            {title}
          </span>
          {row.description !== '' && (
            <span title={visible(row.description)} className="shrink-0 text-fg-3">
              <AlignLeft className="size-3" aria-label={t('has a description')} />
            </span>
          )}
        </span>
        {notes.map((note, index) => (
          <span
            key={index}
            className={cn(
              'block text-11 leading-4.5',
              note === notes[0] && row.duplicateOf !== null ? 'text-fg-3' : 'text-wait',
            )}
          >
            {note}
          </span>
        ))}
      </span>
      <span role="cell" className="flex items-center gap-1.5 whitespace-nowrap text-fg-2">
        <StatusIcon status={row.status} />
        {STATUS_NAMES[row.status]}
      </span>
      <span role="cell" className={cn('flex items-center gap-1.5 whitespace-nowrap text-fg-2', WIDE)}>
        {row.priority !== 'none' && (
          <>
            <PriorityIcon priority={row.priority} />
            {PRIORITY_NAMES[row.priority]}
          </>
        )}
      </span>
      <span
        role="cell"
        title={row.labels.map(visible).join(', ')}
        className={cn('flex min-w-0 items-center gap-1 overflow-hidden', WIDE)}
      >
        {[first, second].map(
          (label) =>
            label !== undefined && (
              <Chip
                key={label}
                dot={colors.get(label.normalize('NFC').toLowerCase()) ?? 'var(--c-gray)'}
                className="min-w-0"
              >
                {visible(label)}
              </Chip>
            ),
        )}
        {row.labels.length > 2 && (
          <span className="shrink-0 text-11 text-fg-3">+{row.labels.length - 2}</span>
        )}
      </span>
      <span role="cell" className={cn('whitespace-nowrap text-fg-2 tabular-nums', WIDE)}>
        {row.dueDate}
      </span>
    </label>
  )
}
