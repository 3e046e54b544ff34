import { useEffect, useState } from 'react'
import type { Plan } from '#shared/brainstorm-plan.ts'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { PlanSaver } from './plan-saver.ts'

export interface PlanNow {
  /** As it is shown: with what is not saved yet. */
  plan: Plan
  change: (plan: Plan) => void
  /** Saves what is not saved yet. @returns whether that is all */
  flush: () => Promise<boolean>
  /** Why the last change is not saved; null = it is, or will be presently. */
  problem: string | null
}

/**
 * The plan while its user edits it. What is changed is saved after a moment.
 *
 * @param held as the host has it
 * @param onSaved for life
 */
export function usePlan(
  { brainstorm: { id, revision } }: WholeBrainstorm,
  held: Plan,
  onSaved: (whole: WholeBrainstorm) => void,
): PlanNow {
  const [plan, setPlan] = useState(held)
  const [problem, setProblem] = useState<string | null>(null)
  const [saver] = useState(
    () =>
      new PlanSaver(id, revision, {
        problem: setProblem,
        changed: (next) => setPlan((now) => withBlanks(now, next)),
        saved(whole, moved) {
          onSaved(whole)
          if (!moved) return
          if (whole.plan !== null) setPlan(whole.plan)
          toast.error(t('The plan was changed elsewhere'), {
            description: t('It is shown as it stands there; your last change is not in it.'),
          })
        },
      }),
  )

  useEffect(() => saver.hear(revision, held), [saver, held, revision])

  // Whoever goes elsewhere loses nothing.
  useEffect(() => () => void saver.flush(), [saver])
  return {
    plan,
    change: (next) => {
      setPlan(next)
      saver.change(next)
    },
    flush: () => saver.flush(),
    problem,
  }
}

/** Tasks without a title are nowhere but here: they stay at the end. */
function withBlanks(now: Plan, next: Plan): Plan {
  const taken = new Set(next.tasks.map(({ key }) => key))
  const blank = now.tasks.filter(({ key, title }) => title.trim() === '' && !taken.has(key))
  return blank.length === 0 ? next : { ...next, tasks: [...next.tasks, ...blank] }
}
