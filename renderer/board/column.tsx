import { ChevronsLeftRight, Plus } from 'lucide-react'
import { memo, useRef, useState } from 'react'
import type { TaskStatus } from '#shared/tasks.ts'
import type { Count } from '../state/arrange.ts'
import type { Grouping } from '../state/task-groups.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { EndLine, useCellDrop, useNear, useOver, useReveal } from './cell.tsx'
import { setCollapsed, useIsCollapsed } from './collapsed.ts'
import { ColumnHead, Figures, useWipLimit } from './column-head.tsx'
import { canCompose, type Home, type Target, targetIn } from './compose.ts'
import { Composer } from './composer.tsx'
import { useBoardNow } from './drag.ts'
import { EMPTY_WORDS, GroupIcon, useGroupName } from './group-looks.tsx'
import { useAutoScroll } from './use-drops.ts'
import { VirtualCards } from './virtual-cards.tsx'

type ColumnProps = {
  by: Grouping
  group: string
  ids: readonly string[]
  count: Count
  tabbableId: string | null
  home: Home
  /** Whose limits it shows; null = of all projects. */
  projectId: string | null
  /** One of so many that those out of sight are not drawn. */
  isOneOfMany: boolean
}

/** A column of a board without lanes: it scrolls by itself, and is not drawn anew while its cards stay the same. */
export const Column = memo(function Column(props: ColumnProps) {
  const isCollapsed = useIsCollapsed('column', props.by, props.group)
  return isCollapsed ? <CollapsedColumn {...props} /> : <OpenColumn {...props} />
})

function OpenColumn({ by, group, ids, count, tabbableId, home, projectId, isOneOfMany }: ColumnProps) {
  const board = useBoardNow()
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const column = useRef<HTMLElement>(null)
  const [composing, setComposing] = useState<Target | null>(null)
  const name = useGroupName(by, group)
  const over = useOver(group)
  const isNear = useNear(column, isOneOfMany)
  useReveal(column, [group], isNear)
  useCellDrop(column, group)
  useAutoScroll(scroller)

  const compose = (end: 'head' | 'foot') => {
    view.setState({ editingId: null })
    setComposing(targetIn(board.current, group, end, home))
  }
  const composer = (end: 'head' | 'foot') =>
    composing !== null &&
    (composing.at?.end ?? 'head') === end && (
      <Composer
        target={composing}
        where={name}
        showProject={projectId === null}
        onClose={() => setComposing(null)}
      />
    )
  const mayCompose = canCompose(by, group, home)

  return (
    <section
      ref={column}
      aria-label={`${name}, ${ids.length}`}
      data-drop-cell={group}
      className="group/column flex min-h-0 min-w-0 flex-col"
    >
      <header className="flex h-7 shrink-0 items-center gap-1.75 px-1.5 text-12">
        <ColumnHead
          by={by}
          group={group}
          count={count}
          ids={ids}
          projectId={projectId}
          onCompose={mayCompose ? () => compose('head') : null}
        />
      </header>
      <div
        ref={setScroller}
        data-scroll="y"
        className={cn(
          'relative -mx-1 mt-1.5 min-h-0 flex-1 overflow-x-hidden overflow-y-auto rounded-l px-1 pt-1 pb-10 transition-colors duration-(--fast)',
          over.any && 'bg-hover/40',
        )}
      >
        {composer('head')}
        {isNear && scroller !== null && (
          <VirtualCards cell={group} ids={ids} tabbableId={tabbableId} scroller={scroller} />
        )}
        <EndLine shown={over.end} />
        {count.total === 0 && composing === null && (
          <p className="px-2 pt-1 pb-2 text-12 text-fg-3">
            {by === 'status' ? EMPTY_WORDS[group as TaskStatus] : t('No tasks')}
          </p>
        )}
        {composer('foot')}
        {mayCompose && composing === null && (
          <Button
            variant="ghost"
            icon={<Plus />}
            className="mt-1 w-full justify-start px-2 text-fg-3 opacity-0 group-hover/column:opacity-100 focus-visible:opacity-100 coarse:opacity-100"
            onClick={() => compose('foot')}
          >
            {t('New task')}
          </Button>
        )}
      </div>
    </section>
  )
}

/** A strip with the name and the figures, on which cards can be dropped still. */
function CollapsedColumn({ by, group, count, projectId }: ColumnProps) {
  const element = useRef<HTMLElement>(null)
  const name = useGroupName(by, group)
  const limit = useWipLimit(by, group, projectId)
  const over = useOver(group)
  useCellDrop(element, group)
  return (
    <section
      ref={element}
      aria-label={t('{name}, collapsed', { name })}
      data-drop-cell={group}
      className="min-h-0 min-w-0"
    >
      <button
        type="button"
        aria-expanded={false}
        aria-label={t('Show {name}, {count}', { name, count: count.shown })}
        title={t('Show {name}', { name })}
        onClick={() => setCollapsed('column', by, group, false)}
        className={cn(
          'group/strip flex h-full max-h-64 w-full flex-col items-center gap-2 rounded-l py-1.75 text-12 text-fg-2 transition-colors duration-(--fast) hover:bg-hover hover:text-fg',
          over.any && 'bg-hover ring-1 ring-accent',
        )}
      >
        <span className="grid size-3.5 place-items-center">
          <span className="group-hover/strip:hidden">
            <GroupIcon by={by} group={group} />
          </span>
          <ChevronsLeftRight aria-hidden className="hidden size-3.5 group-hover/strip:block" />
        </span>
        <span className="flex min-h-0 items-center gap-2 [writing-mode:vertical-lr]">
          <span className="truncate font-[550]">{name}</span>
          <Figures count={count} limit={limit} />
        </span>
      </button>
    </section>
  )
}
