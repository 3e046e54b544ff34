import { ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { t } from '../strings/t.ts'
import { IconButton } from './button.tsx'
import { cn } from './cn.ts'

/** Where words are looked for in what scrolls under it; it lies over its upper end. */
export function FindBox({
  field,
  label,
  query,
  onQuery,
  standing,
  enterGoesUp = false,
  isOverCode = false,
  onStep,
  onClose,
  children,
}: {
  field: RefObject<HTMLInputElement | null>
  label: string
  query: string
  onQuery: (query: string) => void
  /** At which match one is, and of how many. */
  standing: string
  /** Enter goes to the match above, where the newest stands at the end; with Shift the other way. */
  enterGoesUp?: boolean
  /** What it lies over begins at the left in every language. */
  isOverCode?: boolean
  onStep: (by: 1 | -1) => void
  onClose: () => void
  /** How it is looked for. */
  children?: ReactNode
}) {
  return (
    <div
      role="search"
      className={cn(
        'absolute end-3 top-1 z-10 flex h-8 max-w-[calc(100%-1.5rem)] items-center gap-1 rounded-m border border-line-strong bg-float ps-2.5 pe-1 shadow-float has-[input:focus-visible]:border-accent-fg',
        isOverCode && 'rtl:start-3 rtl:end-auto',
      )}
    >
      <Search aria-hidden className="size-3.5 flex-none text-fg-3" />
      <input
        ref={field}
        autoFocus
        dir="auto"
        value={query}
        aria-label={label}
        placeholder={label}
        className="w-44 min-w-16 flex-initial bg-transparent px-1 text-12 text-fg outline-none placeholder:text-fg-3"
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') {
            event.preventDefault()
            onStep(event.shiftKey === enterGoesUp ? 1 : -1)
          } else if (event.key === 'Escape') {
            event.preventDefault()
            event.stopPropagation()
            onClose()
          }
        }}
      />
      <span role="status" className="min-w-20 text-end whitespace-nowrap text-11 text-fg-3 tabular-nums">
        {standing}
      </span>
      {children}
      <IconButton label={t('Previous match')} onClick={() => onStep(-1)}>
        <ChevronUp className="size-3.5" />
      </IconButton>
      <IconButton label={t('Next match')} onClick={() => onStep(1)}>
        <ChevronDown className="size-3.5" />
      </IconButton>
      <IconButton label={t('Close search')} onClick={onClose}>
        <X className="size-3.5" />
      </IconButton>
    </div>
  )
}
