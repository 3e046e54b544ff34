import { Check, Plus, RotateCcw } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { type Plan, planProblem, planSize } from '#shared/brainstorm-plan.ts'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import { useCommand } from '../commands/use-command.ts'
import { attempt } from '../state/attempt.ts'
import { acceptPlan } from '../state/brainstorms.ts'
import { useTask } from '../state/hooks.ts'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Tick } from '../ui/tick.tsx'
import { toast } from '../ui/toast.ts'
import { WriteBox } from '../ui/write-box.tsx'
import { addTask, changeTask, moveTask, removeTask, titledOnly } from './plan-edits.ts'
import { PlanRow } from './plan-row.tsx'
import { usePlan } from './use-plan.ts'
import { countOf } from './words.ts'

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

  const add = () => {
    const next = addTask(plan)
    if (next === null) return toast.info('A plan has at most 50 tasks')
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
      toast.info(`“${title}” is out of the plan`, {
        id: 'plan-removed',
        action: { label: 'Undo', onClick: () => change(before) },
      })
  }
  const move = (by: 1 | -1) => () => {
    const key = document.activeElement?.closest<HTMLElement>('[data-plan-task]')?.dataset['planTask']
    if (key === undefined) return false
    const focused = document.activeElement
    change(moveTask(plan, key, by))
    requestAnimationFrame(() => focused instanceof HTMLElement && focused.focus())
  }
  useCommand('plan.add', add)
  useCommand('plan.up', move(-1), { inFields: true })
  useCommand('plan.down', move(1), { inFields: true })

  const backToProposed = async () => {
    const before = plan
    const saved = await attempt(
      () => client.brainstorms.edit({ id: whole.brainstorm.id, plan: null }),
      'The plan was not changed',
    )
    if (saved === null) return
    put(saved)
    toast.info('The plan is as the agent proposed it', {
      id: 'plan-proposed',
      action: { label: 'Undo', onClick: () => change(before) },
    })
  }

  return (
    <section aria-label="The plan" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {whole.replaced !== null && <Replaced replaced={whole.replaced} onTake={change} />}
      <div className="flex flex-wrap items-end gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1">
          <h2 className="text-14 font-semibold">The plan</h2>
          {plan.summary !== '' && (
            <p dir="auto" className="mt-1 max-w-[68ch] text-fg-2 [overflow-wrap:anywhere]">
              {plan.summary}
            </p>
          )}
        </div>
        {whole.brainstorm.isEdited && whole.proposed !== null && (
          <Button size="s" variant="ghost" icon={<RotateCcw />} onClick={() => void backToProposed()}>
            As proposed
          </Button>
        )}
      </div>
      <ol ref={list} aria-label="Proposed tasks" className="divide-y divide-line rounded-l border bg-raised">
        {plan.tasks.map((task, index) => (
          <PlanRow
            key={task.key}
            task={task}
            number={index + 1}
            plan={plan}
            numbers={numbers}
            isNew={task.key === added}
            onChange={(patch) => change(changeTask(plan, task.key, patch))}
            onRemove={() => remove(task.key)}
            onMove={(by) => change(moveTask(plan, task.key, by))}
            onNext={index === plan.tasks.length - 1 ? add : null}
          />
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-3 text-12 text-fg-3 tabular-nums">
        <Button size="s" icon={<Plus />} keys="plan.add" onClick={add}>
          Add a task
        </Button>
        <span className="flex-1">
          {size.points > 0 &&
            `${countOf(size.points, 'point')}${size.unestimated > 0 ? `, ${size.unestimated} without an estimate` : ''}`}
          {size.criticalPath.length > 1 &&
            ` · longest chain ${size.criticalPath.map((key) => numbers.get(key)).join(' → ')}`}
        </span>
        {problem === null ? null : (
          <span role="alert" className="flex items-center gap-2 text-bad">
            Not saved: {problem}
            <Button size="s" onClick={() => void flush()}>
              Try again
            </Button>
          </span>
        )}
      </div>
      <Changes whole={whole} flush={flush} put={put} />
      <Accept whole={whole} plan={plan} flush={flush} put={put} />
    </section>
  )
}

/** The agent has made another plan since the user changed the one before. */
function Replaced({ replaced, onTake }: { replaced: Plan; onTake: (plan: Plan) => void }) {
  return (
    <Notice
      action={
        <Button size="s" onClick={() => onTake(replaced)}>
          Take mine back
        </Button>
      }
    >
      This is a new plan. The agent was told yours, with your edits, and went on from it.
    </Notice>
  )
}

/** Says to the agent what shall be different. */
function Changes({
  whole: { brainstorm },
  flush,
  put,
}: {
  whole: WholeBrainstorm
  flush: () => Promise<boolean>
  put: (whole: WholeBrainstorm) => void
}) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useCommand('plan.change', () => box.current?.querySelector('textarea')?.focus())
  const send = async () => {
    const comments = text.trim()
    if (busy || comments === '') return
    setBusy(true)
    const now = (await flush())
      ? await attempt(() => client.brainstorms.change({ id: brainstorm.id, comments }), 'It was not said')
      : null
    setBusy(false)
    if (now === null) return
    setText('')
    put(now)
  }
  return (
    <div ref={box}>
      <WriteBox
        label="What shall be different"
        placeholder="Ask for changes: “Leave the database as it is”, “Smaller tasks”…"
        value={text}
        onChange={setText}
        submit="Ask for changes"
        onSubmit={() => void send()}
        busy={busy}
        maxLength={20_000}
        quiet={text === ''}
        rows={3}
        note={
          text === '' ? null : (
            <p className="mt-1.5 text-12 text-fg-3">
              A new run of the agent goes on from the plan as it stands, with your edits.
            </p>
          )
        }
      />
    </div>
  )
}

/** Makes tasks of it. */
function Accept({
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
  const problem = planProblem(taken) ?? (count === 0 ? 'Tick at least one task.' : null)
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
          {parent === undefined ? `Below one task, “${goal.title}”` : `As sub-tasks of ${parent.identifier}`}
        </span>
      </label>
      <Segmented
        label="Where they go"
        value={status}
        options={[
          { id: 'todo', label: 'Todo' },
          { id: 'backlog', label: 'Backlog' },
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
        Create {countOf(count, 'task')}
      </Button>
    </div>
  )
}
