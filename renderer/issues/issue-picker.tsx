import { type ReactNode, type UIEvent, useRef } from 'react'
import type { RemoteIssue } from '#shared/issues.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { inputLook } from '../ui/field.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { useSearchList } from '../ui/use-search-list.ts'
import { IssueRow } from './issue-row.tsx'
import { issueLabel } from './words.ts'

const keyOf = ({ number }: RemoteIssue) => number
const isFree = ({ linkedTo }: RemoteIssue) => linkedTo === null

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
  const list = useRef<HTMLDivElement>(null)
  const { listId, at, idOf, choose, point, field } = useSearchList({
    items,
    keyOf,
    isFree,
    isStale,
    q,
    onSearch,
    onChoose,
    onEnd,
    show: (index) =>
      list.current?.querySelectorAll('[role="option"]')[index]?.scrollIntoView({ block: 'nearest' }),
  })
  const onScroll = ({ currentTarget }: UIEvent) => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget
    if (scrollHeight - scrollTop - clientHeight < 240) onEnd()
  }

  return (
    <div className="flex min-h-0 flex-col gap-2.5">
      <input
        {...field}
        aria-label={t('Find an issue')}
        maxLength={200}
        placeholder={t('A number such as #12, or words of the title or text')}
        className={inputLook}
      />
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={t('Issues')}
        aria-busy={isStale || undefined}
        tabIndex={-1}
        onScroll={onScroll}
        className={cn(
          'h-[min(84*var(--grid),40vh)] overflow-y-auto rounded-m border border-line bg-inset p-1 outline-none',
          isStale && items.length > 0 && 'opacity-60',
        )}
      >
        {items.length === 0 && <div className="grid h-full place-items-center">{empty}</div>}
        {items.map((issue, index) => (
          <div
            key={issue.number}
            id={idOf(issue)}
            role="option"
            aria-selected={index === at}
            aria-disabled={issue.linkedTo !== null || undefined}
            aria-label={issueLabel(issue)}
            onMouseMove={() => point(issue)}
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
            <Spinner label={t('Asking GitHub for more')} />
          </div>
        )}
      </div>
    </div>
  )
}
