import { Tabs as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useRef } from 'react'
import { cn } from './cn.ts'

export type Tab = { id: string; label: ReactNode; content: ReactNode; disabled?: boolean }

/** A tab that was pressed shows no ring of focus. */
const BY_POINTER = 'data-by-pointer'

/** Tabs under a hairline. Content of hidden tabs is not mounted. */
export function Tabs({
  tabs,
  value,
  onChange,
  label,
  className,
  contentClassName,
  trailing,
}: {
  tabs: Tab[]
  value: string
  onChange: (id: string) => void
  label: string
  className?: string
  contentClassName?: string
  /** Stands at the right end of the row of tabs. */
  trailing?: ReactNode
}) {
  const list = useRef<HTMLDivElement>(null)
  // Focus opens a tab: left on another one by a key, it would open that when a dialog gives it back.
  useEffect(() => {
    const focused = list.current?.querySelector('[role="tab"]:focus')
    const open = list.current?.querySelector<HTMLElement>('[role="tab"][data-state="active"]')
    if (focused && focused !== open) open?.focus()
  }, [value])
  return (
    <Radix.Root value={value} onValueChange={onChange} className={cn('flex min-h-0 flex-col', className)}>
      <div className="flex shrink-0 flex-wrap items-end border-b border-line">
        {/* Tabs without room are scrolled to, and what stands at the end of their row goes under them. */}
        <Radix.List
          ref={list}
          aria-label={label}
          className="-mb-px flex max-w-full items-end gap-0.5 overflow-x-auto [scrollbar-width:none]"
        >
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.id}
              value={tab.id}
              {...(tab.disabled === undefined ? {} : { disabled: tab.disabled })}
              // Pressed, it is focused by code, which a browser may take for the keyboard's doing.
              onPointerDown={({ currentTarget }) => currentTarget.setAttribute(BY_POINTER, '')}
              onKeyDown={({ currentTarget }) => currentTarget.removeAttribute(BY_POINTER)}
              onBlur={({ currentTarget }) => currentTarget.removeAttribute(BY_POINTER)}
              className="flex h-tab flex-none items-center gap-1.5 border-b-2 border-transparent px-2.5 whitespace-nowrap text-fg-3 -outline-offset-2 transition-colors duration-(--fast) hover:text-fg disabled:opacity-50 data-by-pointer:outline-none coarse:h-touch data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-fg"
            >
              {tab.label}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {trailing !== undefined && (
          <div className="ms-auto flex max-w-full flex-wrap items-center justify-end gap-x-2 gap-y-1 pb-1">
            {trailing}
          </div>
        )}
      </div>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.id}
          value={tab.id}
          className={cn('min-h-0 flex-1 outline-none', contentClassName)}
        >
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
