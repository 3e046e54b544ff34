import type { TodoItem } from '#shared/run-log.ts'
import { t } from '../strings/t.ts'

const marks: Record<TodoItem['status'], { mark: string; says: string; look: string }> = {
  completed: { mark: '✓', says: t('done'), look: 'text-fg-2' },
  in_progress: { mark: '◐', says: t('in progress'), look: 'text-fg' },
  pending: { mark: '○', says: t('to do'), look: 'text-fg-3' },
  cancelled: { mark: '–', says: t('dropped'), look: 'text-fg-3 line-through' },
}

/** The agent's own todo list. */
export function PlanList({ items }: { items: readonly TodoItem[] }) {
  return (
    <ol className="grid gap-0.5 pt-1 text-12">
      {items.map((item, index) => {
        const { mark, says, look } = marks[item.status]
        return (
          <li key={index} className={`flex gap-1.5 leading-[1.4] ${look}`}>
            <span aria-label={says} role="img" className="w-3 flex-none no-underline">
              {mark}
            </span>
            <span className="min-w-0 break-words">{item.content}</span>
          </li>
        )
      })}
    </ol>
  )
}
