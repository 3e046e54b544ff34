import { type KeyboardEvent, type ReactNode, type UIEvent, useEffect, useId, useRef, useState } from 'react'
import type { RemoteIssue } from '#shared/issues.ts'
import { cn } from '../ui/cn.ts'
import { inputLook } from '../ui/field.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { visible } from '../ui/visible-text.ts'
import { IssueRow } from './issue-row.tsx'

/** Rows that a page of keys goes. */
const PAGE = 6
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }

/** A search field over a list of issues, of which one is chosen; the keys of the field move in the list. */
export function IssuePicker({
  items,
  isStale,
  isLoadingMore,
  q,
  onSearch,
  onChoose,
  onEnd,
  empty,
}: {
  items: readonly RemoteIssue[]
  /** They are still those of other words: none of them is meant by Enter. */
  isStale: boolean
  isLoadingMore: boolean
  q: string
  onSearch: (q: string) => void
  onChoose: (issue: RemoteIssue) => void
  /** The end of what is here comes into sight. */
  onEnd: () => void
  /** In the place of the list while there is none. */
  empty: ReactNode
}) {
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<number | null>(null)
  /** Enter was pressed before its words had been looked for. */
  const [isDue, setDue] = useState(false)
  const at = Math.max(
    0,
    items.findIndex(({ number }) => number === active),
  )
  const choose = (issue: RemoteIssue | undefined) => {
    if (issue !== undefined && issue.linkedTo === null) onChoose(issue)
  }
  const move = (to: number) => {
    const index = Math.min(items.length - 1, Math.max(0, to))
    setActive(items[index]?.number ?? null)
    list.current?.querySelectorAll('[role="option"]')[index]?.scrollIntoView({ block: 'nearest' })
    if (index >= items.length - PAGE) onEnd()
  }
  const search = (next: string) => {
    setDue(false)
    setActive(null)
    list.current?.scrollTo({ top: 0 })
    onSearch(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = STEPS[event.key]
    if (step !== undefined) move(at + step)
    else if (event.key === 'Enter' && isStale) setDue(true)
    else if (event.key === 'Enter') choose(items[at])
    else if (event.key === 'Escape' && q !== '') search('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  useEffect(() => {
    const [first] = items
    if (isDue && !isStale && first !== undefined && first.linkedTo === null) onChoose(first)
  }, [isDue, isStale, items, onChoose])
  const onScroll = ({ currentTarget }: UIEvent) => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget
    if (scrollHeight - scrollTop - clientHeight < 240) onEnd()
  }

  return (
    <div className="flex min-h-0 flex-col gap-2.5">
      <input
        type="text"
        role="combobox"
        aria-label="Find an issue"
        aria-expanded={items.length > 0}
        aria-controls={listId}
        aria-activedescendant={items.length === 0 ? undefined : `${listId}-${items[at]?.number}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        placeholder="A number such as #12, or words of the title or text"
        value={q}
        onChange={(event) => search(event.target.value)}
        onKeyDown={onKeyDown}
        className={inputLook}
      />
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label="Issues"
        aria-busy={isStale || undefined}
        tabIndex={-1}
        onScroll={onScroll}
        className={cn(
          'h-[min(21rem,40vh)] overflow-y-auto rounded-m border border-line bg-inset p-1 outline-none',
          isStale && items.length > 0 && 'opacity-60',
        )}
      >
        {items.length === 0 && <div className="grid h-full place-items-center">{empty}</div>}
        {items.map((issue, index) => (
          <div
            key={issue.number}
            id={`${listId}-${issue.number}`}
            role="option"
            aria-selected={index === at}
            aria-disabled={issue.linkedTo !== null || undefined}
            aria-label={`#${issue.number} ${visible(issue.title)}${issue.linkedTo === null ? '' : `, linked with ${issue.linkedTo}`}`}
            onMouseMove={() => setActive(issue.number)}
            onClick={() => choose(issue)}
            className={cn(
              'rounded-m px-2.5 select-none [contain-intrinsic-size:auto_46px] [content-visibility:auto]',
              index === at && 'bg-active',
            )}
          >
            <IssueRow issue={issue} />
          </div>
        ))}
        {isLoadingMore && (
          <div className="grid place-items-center py-2">
            <Spinner label="Asking GitHub for more" />
          </div>
        )}
      </div>
    </div>
  )
}
