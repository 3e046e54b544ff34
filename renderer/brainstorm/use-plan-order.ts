import { type RefObject, useEffect } from 'react'
import type { Plan } from '#shared/brainstorm-plan.ts'
import { announce } from '../board/announce.ts'
import { useCommand } from '../commands/use-command.ts'
import { t } from '../strings/t.ts'
import { listWords } from '../ui/list-words.ts'
import { toast } from '../ui/toast.ts'
import { newlyAhead, placeTask } from './plan-edits.ts'

/** The rows of a plan, as what is dragged. */
export const PLAN_ROWS = 'plan'

/**
 * Moves the tasks of a plan, by keys and otherwise, and says where they have come.
 *
 * @param list whose rows say with `data-plan-task` which task they are
 * @returns moves a task to a place, which is counted without it
 */
export function usePlanOrder(
  plan: Plan,
  change: (plan: Plan) => void,
  list: RefObject<HTMLElement | null>,
): (key: string, to: number) => void {
  const place = (key: string, to: number) => {
    const moved = placeTask(plan, key, to)
    if (moved === plan) {
      const name = nameIn(plan, key)
      if (to < 0) announce(t('{task} is the first already', { task: name }))
      if (to >= plan.tasks.length) announce(t('{task} is the last already', { task: name }))
      return
    }
    change(moved)
    tell(plan, moved, key, change)
  }
  const step = (by: 1 | -1) => () => {
    const focused = document.activeElement
    const key = focused?.closest<HTMLElement>('[data-plan-task]')?.dataset['planTask']
    if (key === undefined) return false
    place(key, plan.tasks.findIndex((task) => task.key === key) + by)
    requestAnimationFrame(() => focused instanceof HTMLElement && focused.focus())
  }
  useCommand('plan.up', step(-1), { inFields: true })
  useCommand('plan.down', step(1), { inFields: true })
  useAutoScroll(list)
  return place
}

function tell(before: Plan, plan: Plan, moved: string, change: (plan: Plan) => void): void {
  const where = t('{task} is now task {number} of {count}', {
    task: nameIn(plan, moved),
    number: numberIn(plan, moved),
    count: plan.tasks.length,
  })
  const wrong = newlyAhead(before, plan)
  if (wrong.length === 0) return announce(where)
  const why = wrong.map(({ key, below }) =>
    t('Task {number} stands before {count, plural, one {task} other {tasks}} {others}, which it waits for.', {
      number: numberIn(plan, key),
      count: below.length,
      others: listWords(below.map((one) => String(numberIn(plan, one)))),
    }),
  )
  announce([where, ...why].join('. '))
  toast.info(why[0] ?? '', {
    id: 'plan-ahead',
    description: t('It may stand there. It begins once they are done all the same.'),
    action: { label: t('Undo'), onClick: () => change(before) },
  })
}

const numberIn = ({ tasks }: Plan, key: string) => tasks.findIndex((task) => task.key === key) + 1

function nameIn(plan: Plan, key: string): string {
  const title = plan.tasks.find((task) => task.key === key)?.title.trim() ?? ''
  return title === '' ? t('Task {number}', { number: numberIn(plan, key) }) : `“${title}”`
}

/** Moves the screen while a task is dragged near its edge. */
function useAutoScroll(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = list.current?.closest('[data-scrolls]')
    if (!element) return
    let stop: (() => void) | undefined
    let isGone = false
    const load = async () => {
      const { autoScrollForElements } = await import('@atlaskit/pragmatic-drag-and-drop-auto-scroll/element')
      if (!isGone)
        stop = autoScrollForElements({
          element,
          canScroll: ({ source }) => source.data['kind'] === PLAN_ROWS,
        })
    }
    void load()
    return () => {
      isGone = true
      stop?.()
    }
  }, [list])
}
