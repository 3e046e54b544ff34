import type { ReactNode } from 'react'
import { useCommand } from '../commands/use-command.ts'
import { areKeysHeld } from '../requests/hand-over.ts'
import { useProject } from '../state/hooks.ts'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'

/** The line above what is asked: of which project and about what. `children` stand at its end. */
export function InboxHead({
  projectId,
  about,
  title,
  children,
}: {
  projectId: string
  about: ReactNode
  title: ReactNode
  children?: ReactNode
}) {
  const project = useProject(projectId)
  return (
    <div className="grid gap-1">
      <p className="flex items-center gap-1.5 text-12 text-fg-3">
        <Dot color={colorValue(project?.color ?? 'gray')} />
        <span dir="auto" className="min-w-0 truncate">
          {project?.name}
        </span>
        <span aria-hidden>›</span>
        <span className="flex-none tabular-nums">{about}</span>
      </p>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1.5">
        <h2 dir="auto" className="min-w-0 flex-1 basis-60 text-16 font-semibold [overflow-wrap:anywhere]">
          {title}
        </h2>
        {children}
      </div>
    </div>
  )
}

/**
 * Binds the keys that open what is seen at the right. Meant for what has just gone, they do nothing: see hand-over.ts.
 * Enter stays that of a button or link that has the focus.
 */
export function useOpenKeys(onOpen: () => void, onTask: () => void = onOpen, enabled = true): void {
  useCommand('item.task', onTask, { enabled })
  useCommand(
    'item.open',
    (event) => {
      const held = event?.target instanceof Element ? event.target.closest('button, a') : null
      if (held !== null && held.getAttribute('aria-current') !== 'page') return false
      if (!areKeysHeld()) onOpen()
    },
    { enabled },
  )
}

/** Something that waits for the user and is judged on a screen of its own: the keys of “open” and “open the task” do. */
export function InboxItem({
  selected,
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
  /** Its keys act. */
  selected: boolean
  /** Whoever has chosen it in a list. */
  onSelect?: () => void
  /** The contest that is seen here: nobody need be told of it. */
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
  useOpenKeys(onOpen, onOpen, selected)
  return (
    <>
      <InboxHead projectId={projectId} about={about} title={title} />
      <section
        aria-label={label}
        data-contest={contestId}
        className="flex flex-wrap items-center gap-2.5 rounded-l border border-wait/35 bg-wait/10 px-3 py-2.5 [&>p]:basis-60 [&>svg]:size-4 [&>svg]:flex-none [&>svg]:text-wait"
      >
        {icon}
        {children}
        <span className="ms-auto flex flex-wrap justify-end gap-2.5">
          {more}
          <Button variant="primary" keys="item.open" onClick={onOpen}>
            {action}
          </Button>
        </span>
      </section>
    </>
  )
}
