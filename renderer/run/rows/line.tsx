import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

/** One line: a mark, words, and how long it took. */
export function Line({
  icon,
  children,
  time,
  expandable = false,
  open = false,
  onToggle,
  focused,
}: {
  icon: ReactNode
  children: ReactNode
  time?: ReactNode
  expandable?: boolean
  open?: boolean
  onToggle?: () => void
  focused: boolean
}) {
  const content = (
    <>
      <span aria-hidden className="grid w-4 flex-none place-items-center text-fg-3">
        {icon}
      </span>
      <span className="flex min-w-0 flex-1 items-center gap-1.5 overflow-hidden whitespace-nowrap">
        {children}
        {expandable && (
          <ChevronRight
            aria-hidden
            className={`size-3 flex-none text-fg-3 transition-transform duration-(--fast) ${
              open
                ? 'rotate-90'
                : 'opacity-0 group-hover/line:opacity-100 group-focus-visible/line:opacity-100'
            }`}
          />
        )}
      </span>
      {/* As wide as what it will say in the end: it ticks, and nothing is to move. */}
      {time !== undefined && (
        <span className="min-w-14 flex-none text-end text-11 text-fg-3 tabular-nums">{time}</span>
      )}
    </>
  )
  const look =
    'group/line flex h-7 w-full min-w-0 items-center gap-2 rounded-s pe-1 text-start text-12 text-fg-2 focus-visible:-outline-offset-2'
  if (!expandable) {
    return (
      <div data-row-focus tabIndex={focused ? 0 : -1} className={look}>
        {content}
      </div>
    )
  }
  return (
    // A real button would keep the reader from selecting its text.
    <div
      role="button"
      data-row-focus
      tabIndex={focused ? 0 : -1}
      aria-expanded={open}
      className={`${look} cursor-default hover:text-fg`}
      onClick={() => {
        if (window.getSelection()?.isCollapsed !== false) onToggle?.()
      }}
    >
      {content}
    </div>
  )
}

/** Words of code within a line, cut off where they do not fit. */
export const Code = ({ children, title }: { children: ReactNode; title?: string }) => (
  <code className="min-w-0 truncate font-mono text-code text-fg" title={title}>
    {children}
  </code>
)

/** The last line of a text that grows. */
export const lastLine = (text: string) => {
  const end = text.trimEnd()
  return end.slice(end.lastIndexOf('\n') + 1).slice(-200)
}

/** The first line of a text, to stand for all of it. */
export const firstLine = (text: string) => text.trimStart().split('\n', 1)[0]?.slice(0, 300) ?? ''
