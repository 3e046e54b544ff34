import { Plus, RotateCcw } from 'lucide-react'
import { useRef, useState } from 'react'
import { type Plan, type PlanSize, planSize } from '#shared/brainstorm-plan.ts'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import { LiveRegion } from '../board/live-region.tsx'
import { useCommand } from '../commands/use-command.ts'
import { attempt } from '../state/attempt.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { toast } from '../ui/toast.ts'
import { AcceptPlan } from './accept-plan.tsx'
import { AskForChanges } from './ask-for-changes.tsx'
import { addTask, ahead, changeTask, removeTask, titledOnly } from './plan-edits.ts'
import { PlanRow } from './plan-row.tsx'
import { usePlan } from './use-plan.ts'
import { usePlanOrder } from './use-plan-order.ts'

/** The plan as its user edits it, sends it back with wishes, and accepts it. */
export function PlanEditor({
  whole,
  plan: proposed,
  put,
}: {
  whole: WholeBrainstorm
  plan: Plan
  put: (whole: WholeBrainstorm) => void
}) {
  const { plan, change, flush, problem } = usePlan(whole, proposed, put)
  const [added, setAdded] = useState<string | null>(null)
  const list = useRef<HTMLOListElement>(null)
  const size = planSize(titledOnly(plan))
  const numbers = new Map(plan.tasks.map(({ key }, index) => [key, index + 1]))
  const below = ahead(plan)

  const add = () => {
    const next = addTask(plan)
    if (next === null) return toast.info(t('A plan has at most 50 tasks'))
    change(next.plan)
    setAdded(next.key)
  }
  const remove = (key: string) => {
    const before = plan
    const at = plan.tasks.findIndex((task) => task.key === key)
    const title = plan.tasks[at]?.title.trim()
    change(removeTask(plan, key))
    // The focus goes to what has come in its place.
    requestAnimationFrame(() => {
      const titles = list.current?.querySelectorAll<HTMLElement>('[data-plan-title]')
      titles?.[Math.min(at, titles.length - 1)]?.focus()
    })
    if (title)
      toast.info(t('“{title}” is out of the plan', { title }), {
        id: 'plan-removed',
        action: { label: t('Undo'), onClick: () => change(before) },
      })
  }
  const place = usePlanOrder(plan, change, list)
  useCommand('plan.add', add)

  const backToProposed = async () => {
    const before = plan
    const saved = await attempt(
      () => client.brainstorms.edit({ id: whole.brainstorm.id, plan: null }),
      t('The plan was not changed'),
    )
    if (saved === null) return
    put(saved)
    toast.info(t('The plan is as the agent proposed it'), {
      id: 'plan-proposed',
      action: { label: t('Undo'), onClick: () => change(before) },
    })
  }

  return (
    <section aria-label={t('The plan')} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {whole.replaced !== null && <Replaced replaced={whole.replaced} onTake={change} />}
      <div className="flex flex-wrap items-end gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1">
          <h2 className="text-14 font-semibold">{t('The plan')}</h2>
          {plan.summary !== '' && (
            <p dir="auto" className="mt-1 max-w-[68ch] text-fg-2 [overflow-wrap:anywhere]">
              {plan.summary}
            </p>
          )}
        </div>
        {whole.brainstorm.isEdited && whole.proposed !== null && (
          <Button size="s" variant="ghost" icon={<RotateCcw />} onClick={() => void backToProposed()}>
            {t('As proposed')}
          </Button>
        )}
      </div>
      <ol
        ref={list}
        aria-label={t('Proposed tasks')}
        className="divide-y divide-line rounded-l border bg-raised"
      >
        {plan.tasks.map((task, index) => (
          <PlanRow
            key={task.key}
            task={task}
            number={index + 1}
            plan={plan}
            numbers={numbers}
            below={below.get(task.key) ?? []}
            isNew={task.key === added}
            onChange={(patch) => change(changeTask(plan, task.key, patch))}
            onRemove={() => remove(task.key)}
            onPlace={place}
            onNext={index === plan.tasks.length - 1 ? add : null}
          />
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-3 text-12 text-fg-3 tabular-nums">
        <Button size="s" icon={<Plus />} keys="plan.add" onClick={add}>
          {t('Add a task')}
        </Button>
        <span className="flex-1">{sizeWords(size, numbers).join(' · ')}</span>
        {problem === null ? null : (
          <span role="alert" className="flex items-center gap-2 text-bad">
            {t('Not saved: {problem}', { problem })}
            <Button size="s" onClick={() => void flush()}>
              {t('Try again')}
            </Button>
          </span>
        )}
      </div>
      <LiveRegion />
      <AskForChanges whole={whole} flush={flush} put={put} />
      <AcceptPlan whole={whole} plan={plan} flush={flush} put={put} />
    </section>
  )
}

/** How much work a plan is, in words. @param numbers of its tasks, by key */
function sizeWords(
  { points, unestimated, criticalPath }: PlanSize,
  numbers: ReadonlyMap<string, number>,
): string[] {
  const facts: string[] = []
  if (points > 0)
    facts.push(
      unestimated === 0
        ? t('{points, plural, one {# point} other {# points}}', { points })
        : t('{points, plural, one {# point} other {# points}}, {unestimated} without an estimate', {
            points,
            unestimated,
          }),
    )
  if (criticalPath.length > 1) {
    const chain = criticalPath.map((key) => numbers.get(key)).join(' → ')
    facts.push(t('longest chain {chain}', { chain }))
  }
  return facts
}

/** The agent has made another plan since the user changed the one before. */
function Replaced({ replaced, onTake }: { replaced: Plan; onTake: (plan: Plan) => void }) {
  return (
    <Notice
      action={
        <Button size="s" onClick={() => onTake(replaced)}>
          {t('Take mine back')}
        </Button>
      }
    >
      {t('This is a new plan. The agent was told yours, with your edits, and went on from it.')}
    </Notice>
  )
}
