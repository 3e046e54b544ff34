import { Check } from 'lucide-react'
import { useId, useState } from 'react'
import { type Plan, planProblem } from '#shared/brainstorm-plan.ts'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import { useCommand } from '../commands/use-command.ts'
import { acceptPlan } from '../state/brainstorms.ts'
import { useTask } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Tick } from '../ui/tick.tsx'
import { titledOnly } from './plan-edits.ts'

/** Makes tasks of it. */
export function AcceptPlan({
  whole: { brainstorm, goal },
  plan,
  flush,
  put,
}: {
  whole: WholeBrainstorm
  plan: Plan
  flush: () => Promise<boolean>
  put: (whole: WholeBrainstorm) => void
}) {
  const parent = useTask(brainstorm.parentId)
  const [status, setStatus] = useState<'todo' | 'backlog'>('todo')
  const [below, setBelow] = useState(brainstorm.parentId !== null)
  const [busy, setBusy] = useState(false)
  const id = useId()
  const taken = titledOnly(plan)
  const count = taken.tasks.filter(({ included }) => included).length
  const problem = planProblem(taken) ?? (count === 0 ? t('Tick at least one task.') : null)
  const accept = async () => {
    if (busy || problem !== null) return
    setBusy(true)
    // What is still to be saved would be refused afterwards.
    const isSaved = await flush()
    const done = isSaved
      ? await acceptPlan({ id: brainstorm.id, plan: taken, status, asSubTasks: below })
      : null
    setBusy(false)
    if (done !== null) put(done)
  }
  useCommand('plan.accept', () => void accept(), {
    when: () => problem === null && !busy,
    inFields: true,
  })
  return (
    <div className="sticky bottom-0 -mx-6 flex flex-wrap items-center gap-x-4 gap-y-2 border-t bg-bg px-6 py-3">
      <label htmlFor={id} className="flex min-w-0 flex-1 basis-60 items-center gap-2 text-12">
        <input
          id={id}
          type="checkbox"
          className="sr-only peer"
          checked={below}
          onChange={(event) => setBelow(event.target.checked)}
        />
        <span className="grid rounded-s peer-focus-visible:outline-2 peer-focus-visible:outline-accent-fg">
          <Tick checked={below} />
        </span>
        <span className="truncate">
          {parent === undefined
            ? t('Below one task, “{title}”', { title: goal.title })
            : t('As sub-tasks of {identifier}', { identifier: parent.identifier })}
        </span>
      </label>
      <Segmented
        label={t('Where they go')}
        value={status}
        options={[
          { id: 'todo', label: t('Todo') },
          { id: 'backlog', label: t('Backlog') },
        ]}
        onChange={setStatus}
      />
      <Button
        variant="primary"
        icon={<Check />}
        keys="plan.accept"
        busy={busy}
        disabled={problem !== null}
        reason={problem}
        onClick={() => void accept()}
      >
        {t('{count, plural, one {Create # task} other {Create # tasks}}', { count })}
      </Button>
    </div>
  )
}
