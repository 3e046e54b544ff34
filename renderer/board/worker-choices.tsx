import type { Task } from '#shared/tasks.ts'
import { mutateTasks } from '../state/actions.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { type Worker, WorkerChips } from './worker-chips.tsx'

const FIELDS = ['model', 'variant', 'agent'] as const

/** Says who is to work on tasks: their agent and its model, set as they are chosen. */
export function WorkerChoices({
  tasks,
  subject,
  onDone,
}: {
  tasks: readonly Task[]
  /** Which tasks they are, in a word. */
  subject: string
  onDone: () => void
}) {
  const [first] = tasks
  if (first === undefined) return null
  const common = <K extends (typeof FIELDS)[number]>(field: K) =>
    tasks.every((task) => task[field] === first[field]) ? first[field] : null
  const value: Worker = { model: common('model'), variant: common('variant'), agent: common('agent') }
  const differ = FIELDS.some((field) => tasks.some((task) => task[field] !== first[field]))
  const change = (next: Worker) => {
    const patch = Object.fromEntries(
      FIELDS.filter((field) => next[field] !== value[field]).map((field) => [field, next[field]]),
    )
    if (Object.keys(patch).length > 0)
      void mutateTasks(
        tasks.map(({ id }) => id),
        patch,
      )
  }
  return (
    <div className="px-4 pt-3.5 pb-3">
      <p className="mb-2.5 text-12 text-fg-2">
        {differ
          ? t('{subject}: agent and model, which differ now', { subject })
          : t('{subject}: agent and model', { subject })}
      </p>
      <div className="flex flex-wrap gap-1.5">
        <WorkerChips projectId={first.projectId} value={value} onChange={change} />
      </div>
      <footer className="mt-3.5 flex justify-end">
        <Button variant="primary" onClick={onDone}>
          {t('Done')}
        </Button>
      </footer>
    </div>
  )
}
