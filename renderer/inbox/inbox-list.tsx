import { memo, useEffect, useRef } from 'react'
import { INBOX_GROUPS, type InboxItem } from '#shared/inbox-items.ts'
import { cn } from '../ui/cn.ts'
import { Ago } from '../ui/time.tsx'
import { GROUP_NAMES, ItemIcon } from './item-look.tsx'
import { itemWords } from './item-words.ts'
import { useAbout } from './use-about.ts'

/** Finds the row that is selected, to give it the focus. */
export const SELECTED_ROW = '[data-inbox-list] [role="row"][aria-selected="true"]'

/**
 * The rows at the left, by what they wait with. One of them is selected, and takes the focus. A grid and not a list box:
 * that would take the keys of the page for itself.
 */
export function InboxList({
  label,
  items,
  selectedId,
  onSelect,
}: {
  label: string
  items: readonly InboxItem[]
  selectedId: string | null
  onSelect: (id: string) => void
}) {
  return (
    <div role="grid" aria-label={label} data-inbox-list className="pb-2">
      {INBOX_GROUPS.map((group) => {
        const own = items.filter((item) => item.group === group)
        return (
          own.length > 0 && (
            <div key={group} role="rowgroup" aria-label={GROUP_NAMES[group]}>
              <div
                aria-hidden
                className="sticky top-0 z-10 flex h-row items-center gap-1.5 bg-bg px-3.5 text-11 font-medium text-fg-3"
              >
                {GROUP_NAMES[group]}
                <span className="font-normal tabular-nums">{own.length}</span>
              </div>
              <div className="grid gap-px px-1.5 py-0.5">
                {own.map((item) => (
                  <Row key={item.id} item={item} selected={item.id === selectedId} onSelect={onSelect} />
                ))}
              </div>
            </div>
          )
        )
      })}
    </div>
  )
}

const Row = memo(function Row({
  item,
  selected,
  onSelect,
}: {
  item: InboxItem
  selected: boolean
  onSelect: (id: string) => void
}) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (selected) element.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  const about = useAbout(item)
  const words = itemWords(item.kind, about)
  return (
    <div
      ref={element}
      role="row"
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      data-inbox={item.id}
      onClick={() => onSelect(item.id)}
      onFocus={() => onSelect(item.id)}
      className={cn(
        'scroll-mt-8 rounded-m px-2 py-1.5 select-none',
        selected ? 'bg-accent-soft' : 'hover:bg-hover',
      )}
    >
      <div role="gridcell" className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-0.5">
        <span className="grid h-4.5 place-items-center">
          <ItemIcon item={item} about={about} />
        </span>
        <span className="flex min-w-0 items-baseline gap-1.5">
          <span className="flex-none text-12 text-fg-3 tabular-nums">{words?.name}</span>
          <span dir="auto" className="min-w-0 flex-1 truncate font-medium">
            {words?.title}
          </span>
        </span>
        <span className="col-start-2 flex min-w-0 items-baseline gap-2">
          <span dir="auto" className="min-w-0 flex-1 truncate text-12 text-fg-2">
            {words?.wants}
          </span>
          <Ago at={item.since} className="flex-none text-11 whitespace-nowrap text-fg-3" />
        </span>
      </div>
    </div>
  )
})
