import { Link2 } from 'lucide-react'
import { mayDependOn, type Plan, type PlanTask } from '#shared/brainstorm-plan.ts'
import { t } from '../strings/t.ts'
import { ChipButton } from '../ui/chip.tsx'
import { listWords } from '../ui/list-words.ts'
import { Combobox } from '../ui/select.tsx'
import { toast } from '../ui/toast.ts'

/** Chooses what a task waits for; what would close a circle is refused where it is chosen. */
export function DependsOn({
  task,
  plan,
  numbers,
  below,
  onChange,
}: {
  task: PlanTask
  plan: Plan
  /** By key. */
  numbers: ReadonlyMap<string, number>
  /** Keys of what it waits for that stands after it. */
  below: readonly string[]
  onChange: (patch: Partial<PlanTask>) => void
}) {
  const candidates = plan.tasks.filter(({ key, title }) => key !== task.key && title.trim() !== '')
  const chosen = task.dependsOn.map((key) => numbers.get(key) ?? 0).sort((a, b) => a - b)
  const number = numbers.get(task.key) ?? 0
  const others = chosen.join(', ')
  return (
    <Combobox
      multiple
      label={t('Waits for…')}
      align="end"
      width={320}
      value={task.dependsOn}
      empty={t('There is no other task')}
      options={candidates.map(({ key, title }) => ({
        id: key,
        label: `${numbers.get(key)} ${title}`,
        ...(mayDependOn(plan.tasks, task.key, key) ? {} : { hint: t('waits for this one') }),
      }))}
      onChange={(dependsOn) => {
        const refused = dependsOn.find(
          (key) => !task.dependsOn.includes(key) && !mayDependOn(plan.tasks, task.key, key),
        )
        if (refused === undefined) onChange({ dependsOn })
        else
          toast.error(t('They would wait for each other'), {
            id: 'plan-cycle',
            description: t(
              'Task {other} waits for task {number} already, itself or over others. Take that away first.',
              { other: numbers.get(refused) ?? 0, number },
            ),
          })
      }}
      trigger={
        <ChipButton
          aria-label={
            chosen.length === 0
              ? t('Task {number} waits for: nothing', { number })
              : t('Task {number} comes after {others}', { number, others })
          }
          title={titleOf(chosen, below, numbers)}
        >
          <Link2 aria-hidden />
          {chosen.length > 0 &&
            (below.length > 0
              ? t('after {tasks}, below', { tasks: others })
              : t('after {tasks}', { tasks: others }))}
        </ChipButton>
      }
    />
  )
}

function titleOf(
  chosen: readonly number[],
  below: readonly string[],
  numbers: ReadonlyMap<string, number>,
): string | undefined {
  if (chosen.length === 0) return t('Waits for no other task')
  if (below.length === 0) return undefined
  return t('Stands before {count, plural, one {task} other {tasks}} {others}, which it waits for.', {
    count: below.length,
    others: listWords(below.map((key) => String(numbers.get(key) ?? 0))),
  })
}
