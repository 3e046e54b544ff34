import type { Plan } from '#shared/brainstorm-plan.ts'
import { t } from '../strings/t.ts'
import { PriorityIcon } from '../ui/icons/priority-icon.tsx'

/** A plan to be read: while somebody is at it, and once it is over. */
export function PlanList({ plan, title }: { plan: Plan; title: string }) {
  const numbers = new Map(plan.tasks.map(({ key }, index) => [key, index + 1]))
  return (
    <section aria-label={title} className="grid gap-2">
      <h2 className="text-11 font-medium text-fg-3">{title}</h2>
      {plan.summary !== '' && <p className="max-w-[68ch] text-fg-2">{plan.summary}</p>}
      <ol className="divide-y divide-line rounded-l border">
        {plan.tasks.map((task, index) => (
          <li key={task.key} className="flex min-h-9 items-center gap-3 px-3 py-1.5 text-12">
            <span aria-hidden className="w-5 flex-none text-end text-11 text-fg-3 tabular-nums">
              {index + 1}
            </span>
            <span dir="auto" className={`min-w-0 flex-1 ${task.included ? '' : 'text-fg-3 line-through'}`}>
              {task.title}
              {!task.included && <span className="sr-only"> {t('(left out)')}</span>}
            </span>
            {task.dependsOn.length > 0 && (
              <span className="flex-none text-11 text-fg-3 tabular-nums">
                {t('after {tasks}', { tasks: task.dependsOn.map((key) => numbers.get(key)).join(', ') })}
              </span>
            )}
            {task.priority !== 'none' && <PriorityIcon priority={task.priority} />}
          </li>
        ))}
      </ol>
    </section>
  )
}
