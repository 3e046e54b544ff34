import { type KeyboardEvent, type UIEvent, useRef, useState } from 'react'
import type { RemoteIssue } from '#shared/issues.ts'
import { locale, t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Spinner } from '../ui/spinner.tsx'
import { IssueRow } from './issue-row.tsx'
import { issueLabel } from './words.ts'

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

/** Issues of which several are chosen. Those that are linked already are shown, and cannot be. */
export function IssueChoiceList({
  items,
  chosen,
  onChoose,
  hasMore,
  isLoadingMore,
  onEnd,
}: {
  items: readonly RemoteIssue[]
  /** Anything that knows numbers: a set of them, or what they stand for. */
  chosen: { has: (number: number) => boolean; keys: () => Iterable<number> }
  onChoose: (chosen: ReadonlySet<number>) => void
  hasMore: boolean
  isLoadingMore: boolean
  /** The end of what is here comes into sight. */
  onEnd: () => void
}) {
  const list = useRef<HTMLUListElement>(null)
  const [current, setCurrent] = useState<number | null>(null)
  const free = items.filter(({ linkedTo }) => linkedTo === null)
  const tabbable = free.some(({ number }) => number === current) ? current : free[0]?.number
  const ofShown = free.filter(({ number }) => chosen.has(number)).length
  const isAll = free.length > 0 && ofShown === free.length

  const toggle = (number: number) => {
    const next = new Set(chosen.keys())
    if (!next.delete(number)) next.add(number)
    setCurrent(number)
    onChoose(next)
  }
  const toggleAll = () => {
    const next = new Set(chosen.keys())
    for (const { number } of free)
      if (isAll) next.delete(number)
      else next.add(number)
    onChoose(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    const at = free.findIndex(({ number }) => number === tabbable)
    const to =
      event.key === 'Home' ? 0 : event.key === 'End' ? free.length - 1 : step === undefined ? null : at + step
    if (to === null) return
    event.preventDefault()
    const next = free[Math.max(0, Math.min(free.length - 1, to))]
    if (next === undefined) return
    setCurrent(next.number)
    const box = list.current?.querySelector<HTMLElement>(`[data-issue="${next.number}"]`)
    box?.focus()
    box?.closest('li')?.scrollIntoView({ block: 'nearest' })
    if (to >= free.length - 8) onEnd()
  }
  const onScroll = ({ currentTarget }: UIEvent) => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget
    if (scrollHeight - scrollTop - clientHeight < 240) onEnd()
  }
  return (
    <div className="overflow-hidden rounded-l border border-line">
      <label className="flex h-8 items-center gap-3 border-b border-line bg-inset px-3 text-11 text-fg-3">
        <input
          type="checkbox"
          aria-label={t('All that are shown')}
          disabled={free.length === 0}
          checked={isAll}
          ref={(input) => {
            if (input !== null) input.indeterminate = ofShown > 0 && !isAll
          }}
          onChange={toggleAll}
          className="block size-3.5 accent-accent"
        />
        {free.length === 0
          ? t('All of them are linked already')
          : listedWords(items.length, items.length - free.length, hasMore)}
      </label>
      <ul
        ref={list}
        aria-label={t('Issues')}
        data-scroll="y"
        onKeyDown={onKeyDown}
        onScroll={onScroll}
        className="max-h-[min(40vh,440px)] overflow-y-auto"
      >
        {items.map((issue) => {
          const { number, linkedTo } = issue
          return (
            <li
              key={number}
              className="border-b border-line/60 [contain-intrinsic-size:auto_47px] [content-visibility:auto] last:border-0"
            >
              <label
                className={cn(
                  'flex cursor-default items-center gap-3 px-3',
                  linkedTo === null && 'transition-colors duration-(--fast) hover:bg-hover',
                )}
              >
                <input
                  type="checkbox"
                  data-issue={number}
                  tabIndex={number === tabbable ? 0 : -1}
                  aria-label={issueLabel(issue)}
                  disabled={linkedTo !== null}
                  checked={chosen.has(number)}
                  onChange={() => toggle(number)}
                  className="block size-3.5 flex-none accent-accent"
                />
                <span className="min-w-0 flex-1">
                  <IssueRow issue={issue} />
                </span>
              </label>
            </li>
          )
        })}
        {isLoadingMore && (
          <li className="grid place-items-center py-2.5">
            <Spinner label={t('Asking GitHub for more')} />
          </li>
        )}
      </ul>
    </div>
  )
}

/** `50 so far, 5 of them linked already, newest first` */
const listedWords = (all: number, linked: number, hasMore: boolean) =>
  [
    hasMore ? t('{count, number} so far', { count: all }) : all.toLocaleString(locale()),
    ...(linked === 0 ? [] : [t('{count, number} of them linked already', { count: linked })]),
    t('newest first'),
  ].join(', ')
