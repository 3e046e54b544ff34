import { Split } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Contest } from '#shared/contests.ts'
import { candidateNames } from '../state/candidate-names.ts'
import { useCandidates } from '../state/contests.ts'
import { useProject, useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { useShortcut } from '../ui/use-shortcut.ts'
import { CandidateDots } from './candidate-dots.tsx'
import { candidateState, contestState } from './words.ts'

/** In the inbox: a contest of which the user has to take a candidate, once for all of them. */
export function ContestItem({
  contest,
  selected,
  onSelect,
}: {
  contest: Contest
  selected: boolean
  onSelect: () => void
}) {
  const element = useRef<HTMLLIElement>(null)
  const task = useTask(contest.taskId)
  const project = useProject(contest.projectId)
  const candidates = useCandidates(contest)
  const names = candidateNames(candidates)
  const said = contestState(contest, candidates).word
  const openTask = () => {
    if (task !== undefined) goTo({ to: 'task', identifier: task.identifier })
  }
  useShortcut('t', openTask, { enabled: selected })
  useShortcut(
    'enter',
    (event) => {
      // What holds the focus may want the key for itself.
      if (event.target instanceof Element && event.target.closest('button, a') !== null) return false
      openTask()
    },
    { enabled: selected },
  )
  useEffect(() => {
    if (selected) element.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <li
      ref={element}
      data-contest={contest.id}
      aria-current={selected ? 'true' : undefined}
      onPointerDown={onSelect}
      onFocus={onSelect}
      className="grid scroll-my-5 grid-cols-[minmax(0,1fr)] gap-1.5"
    >
      <div className="flex h-6 items-center gap-2 text-12">
        <span
          aria-hidden
          className={cn('-ml-4 h-3.5 w-0.5 rounded-full', selected ? 'bg-accent' : 'bg-transparent')}
        />
        <Dot color={colorValue(project?.color ?? 'gray')} className="ml-1.5" />
        <span className="flex-none text-fg-3">{task?.identifier}</span>
        <span className={cn('min-w-0 truncate', selected ? 'font-medium text-fg' : 'text-fg-2')}>
          {task?.title}
        </span>
      </div>
      <section
        aria-label={`${said}: ${task?.identifier ?? 'a task'}`}
        className="flex items-center gap-2.5 rounded-m border border-wait/35 bg-wait/10 px-3 py-2.5"
      >
        <Split aria-hidden className="size-4 flex-none text-wait" />
        <p className="flex min-w-0 flex-1 items-center gap-2">
          <span className="flex-none font-medium">{said}</span>
          <CandidateDots candidates={candidates} />
          <span className="truncate text-fg-2">
            {candidates
              .map((run) => `${names.get(run.id)}: ${candidateState(run).word.toLowerCase()}`)
              .join(', ')}
          </span>
        </p>
        <Button variant="primary" keys="enter" onClick={openTask}>
          Compare
        </Button>
      </section>
    </li>
  )
}
