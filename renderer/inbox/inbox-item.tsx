import { type ReactNode, useEffect, useRef } from 'react'
import { useProject } from '../state/hooks.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { useShortcut } from '../ui/use-shortcut.ts'

/** A place in the inbox, which comes into sight when it is selected. */
export function InboxRow({
  selected,
  onSelect,
  contestId,
  children,
}: {
  selected: boolean
  onSelect?: () => void
  /** The contest that is seen here: nobody need be told of it. */
  contestId?: string
  children: ReactNode
}) {
  const element = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (selected) element.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <li
      ref={element}
      data-contest={contestId}
      aria-current={selected ? 'true' : undefined}
      onPointerDown={onSelect}
      onFocus={onSelect}
      className="grid scroll-my-5 grid-cols-[minmax(0,1fr)] gap-1.5"
    >
      {children}
    </li>
  )
}

/** The line above what is asked: of which project and about what. `children` stand at its end. */
export function InboxHead({
  selected,
  projectId,
  about,
  title,
  children,
}: {
  selected: boolean
  projectId: string
  about: ReactNode
  title: ReactNode
  children?: ReactNode
}) {
  const project = useProject(projectId)
  return (
    <div className="flex h-6 items-center gap-2 text-12">
      <span
        aria-hidden
        className={cn('-ml-4 h-3.5 w-0.5 rounded-full', selected ? 'bg-accent' : 'bg-transparent')}
      />
      <Dot color={colorValue(project?.color ?? 'gray')} className="ml-1.5" />
      <span className="flex-none text-fg-3">{about}</span>
      <span className={cn('min-w-0 truncate', selected ? 'font-medium text-fg' : 'text-fg-2')}>{title}</span>
      {children}
    </div>
  )
}

/** Something that waits for the user and is judged on a screen of its own: Enter and T open it. */
export function InboxItem({
  selected,
  onSelect,
  contestId,
  projectId,
  about,
  title,
  label,
  icon,
  action,
  onOpen,
  more,
  children,
}: {
  selected: boolean
  onSelect: () => void
  contestId?: string
  projectId: string
  about: ReactNode
  title: ReactNode
  /** Names it for a screen reader. */
  label: string
  icon: ReactNode
  /** What the button that opens it says. */
  action: string
  onOpen: () => void
  /** Buttons ahead of that one. */
  more?: ReactNode
  children: ReactNode
}) {
  useShortcut('t', onOpen, { enabled: selected })
  useShortcut(
    'enter',
    (event) => {
      // What holds the focus may want the key for itself, but for the link that has led here.
      const held = event.target instanceof Element ? event.target.closest('button, a') : null
      if (held !== null && held.getAttribute('aria-current') !== 'page') return false
      onOpen()
    },
    { enabled: selected },
  )
  return (
    <InboxRow selected={selected} onSelect={onSelect} {...(contestId === undefined ? {} : { contestId })}>
      <InboxHead selected={selected} projectId={projectId} about={about} title={title} />
      <section
        aria-label={label}
        className="flex items-center gap-2.5 rounded-m border border-wait/35 bg-wait/10 px-3 py-2.5 [&>svg]:size-4 [&>svg]:flex-none [&>svg]:text-wait"
      >
        {icon}
        {children}
        {more}
        <Button variant="primary" keys="enter" onClick={onOpen}>
          {action}
        </Button>
      </section>
    </InboxRow>
  )
}
