import { CalendarDays, Copy, ExternalLink, X } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { TodoItem } from '#shared/run-log.ts'
import type { Run } from '#shared/runs.ts'
import type { Priority, Task, TaskStatus } from '#shared/tasks.ts'
import { isTerminal } from '#shared/run-words.ts'
import { attempt, copy, mutateTask } from '../state/actions.ts'
import { useLabels, useProject, useSettings, useTasksOf } from '../state/hooks.ts'
import { labels as labelStore } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { Dot } from '../ui/dot.tsx'
import { compact, money } from '../ui/duration.ts'
import { colorValue } from '../ui/icons/color.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import { Popover } from '../ui/popover.tsx'
import { Combobox, type Option } from '../ui/select.tsx'
import { Elapsed } from '../ui/time.tsx'
import { useShortcut } from '../ui/use-shortcut.ts'
import { changeTask } from './change-task.ts'
import { isScripted, loadModels, shortModel, useModels } from '../state/models.ts'
import { PlanList } from './plan-list.tsx'
import { Property, Unset, ValueButton } from './property.tsx'
import { TaskLink } from './task-link.tsx'

const STATUSES = Object.keys(STATUS_NAMES) as TaskStatus[]
const RANKS = Object.keys(PRIORITY_NAMES) as Priority[]
const NONE = '-'

/** Everything that stands beside a task: its fields, what its run costs, and the agent's plan. */
export function Properties({ task, run, plan }: { task: Task; run: Run | null; plan: readonly TodoItem[] }) {
  return (
    <dl className="grid content-start gap-0.5">
      <StatusProperty task={task} />
      <PriorityProperty task={task} />
      <LabelsProperty task={task} />
      <ModelProperty task={task} run={run} />
      <DueProperty task={task} />
      <EstimateProperty task={task} />
      <Relations task={task} />
      {task.prUrl !== null && (
        <Property name="Pull request">
          <a
            href={task.prUrl}
            target="_blank"
            rel="noreferrer noopener"
            className="flex items-center gap-1.5 text-accent-fg hover:underline"
          >
            #{task.prNumber}
            <ExternalLink aria-hidden className="size-3" />
          </a>
        </Property>
      )}
      {run !== null && <RunProperties run={run} plan={plan} />}
    </dl>
  )
}

function StatusProperty({ task }: { task: Task }) {
  const [open, setOpen] = useState(false)
  useShortcut('s', () => setOpen(true))
  return (
    <Property name="Status">
      <Combobox
        label="Change status"
        open={open}
        onOpenChange={setOpen}
        value={task.status}
        options={STATUSES.map((id) => ({ id, label: STATUS_NAMES[id], icon: <StatusIcon status={id} /> }))}
        onChange={(status) => void mutateTask(task.id, { status: status as TaskStatus })}
        trigger={
          <ValueButton aria-label={`Status: ${STATUS_NAMES[task.status]}`}>
            <StatusIcon status={task.status} />
            {STATUS_NAMES[task.status]}
          </ValueButton>
        }
      />
    </Property>
  )
}

function PriorityProperty({ task }: { task: Task }) {
  const [open, setOpen] = useState(false)
  useShortcut('p', () => setOpen(true))
  return (
    <Property name="Priority">
      <Combobox
        label="Change priority"
        open={open}
        onOpenChange={setOpen}
        value={task.priority}
        options={RANKS.map((id) => ({ id, label: PRIORITY_NAMES[id], icon: <PriorityIcon priority={id} /> }))}
        onChange={(priority) => void mutateTask(task.id, { priority: priority as Priority })}
        trigger={
          <ValueButton aria-label={`Priority: ${PRIORITY_NAMES[task.priority]}`}>
            <PriorityIcon priority={task.priority} />
            {task.priority === 'none' ? <Unset>No priority</Unset> : PRIORITY_NAMES[task.priority]}
          </ValueButton>
        }
      />
    </Property>
  )
}

function LabelsProperty({ task }: { task: Task }) {
  const labels = useLabels()
  const [open, setOpen] = useState(false)
  useShortcut('shift+l', () => setOpen(true))
  const own = labels.filter((label) => task.labelIds.includes(label.id))
  const create = async (name: string) => {
    const label = await attempt(() => client.labels.create({ name }), 'The label was not created')
    if (label === null) return
    labelStore.put([label])
    await mutateTask(task.id, { labelIds: [...task.labelIds, label.id] })
  }
  return (
    <Property name="Labels">
      <Combobox
        multiple
        label="Change labels"
        open={open}
        onOpenChange={setOpen}
        value={task.labelIds}
        options={labels.map((label) => ({
          id: label.id,
          label: label.name,
          icon: <Dot color={colorValue(label.color)} />,
        }))}
        empty="No labels yet. Type a name to create one."
        onCreate={(name) => void create(name)}
        createLabel={(name) => `Create the label “${name}”`}
        onChange={(labelIds) => void mutateTask(task.id, { labelIds })}
        trigger={
          <ValueButton
            className="flex-wrap py-0.5"
            aria-label={`Labels: ${own.map((label) => label.name).join(', ') || 'none'}`}
          >
            {own.length === 0 ? (
              <Unset>None</Unset>
            ) : (
              own.map((label) => (
                <Chip key={label.id} dot={colorValue(label.color)}>
                  {label.name}
                </Chip>
              ))
            )}
          </ValueButton>
        }
      />
    </Property>
  )
}

function ModelProperty({ task, run }: { task: Task; run: Run | null }) {
  const { models: loaded, error } = useModels()
  const models = loaded ?? []
  const project = useProject(task.projectId)
  const settings = useSettings()
  const fallback = project?.model ?? settings?.model ?? settings?.configuredModel ?? null
  const from =
    (project?.model ?? null) !== null
      ? 'of the project'
      : (settings?.model ?? null) !== null
        ? 'of Settings'
        : 'of your OpenCode configuration'
  // While a run goes on, the model that matters is the one it uses.
  const shown = run !== null && !isTerminal(run.status) ? run.model : (task.model ?? fallback)
  const scripted = shown !== null && isScripted(shown, models)
  const options: Option[] = [
    {
      id: NONE,
      label: fallback === null ? 'No model of its own' : shortModel(fallback),
      hint: fallback === null ? '' : from,
      keywords: ['default'],
    },
    ...models.map((model) => ({
      id: model.id,
      label: model.name,
      hint: model.scripted ? 'scripted' : model.id.slice(0, model.id.indexOf('/')),
      keywords: [model.id],
    })),
  ]
  return (
    <Property name="Model">
      <Combobox
        label="Change model"
        width={300}
        value={task.model ?? NONE}
        options={options}
        onOpenChange={(open) => {
          if (open) void loadModels()
        }}
        empty={error ?? 'Write a model as provider/model'}
        onCreate={(text) => void mutateTask(task.id, { model: text })}
        createLabel={(text) => `Use “${text}”`}
        onChange={(model) => void mutateTask(task.id, { model: model === NONE ? null : model })}
        trigger={
          <ValueButton aria-label={`Model: ${shown ?? 'none'}`} title={shown ?? undefined}>
            {shown === null ? (
              <Unset>None set</Unset>
            ) : (
              <span className="truncate">{scripted ? 'Practice' : shortModel(shown)}</span>
            )}
            {scripted && <Chip>scripted</Chip>}

            {shown !== null &&
              task.model === null &&
              !scripted &&
              (run === null || isTerminal(run.status)) && (
                <span className="flex-none text-11 text-fg-3">default</span>
              )}
          </ValueButton>
        }
      />
    </Property>
  )
}

const day = (date: string) =>
  new Date(`${date}T12:00:00`).toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })

function inDays(days: number): string {
  const date = new Date()
  date.setDate(date.getDate() + days)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}

function DueProperty({ task }: { task: Task }) {
  const [open, setOpen] = useState(false)
  const set = (dueDate: string | null) => {
    setOpen(false)
    if (dueDate !== task.dueDate) void mutateTask(task.id, { dueDate })
  }
  const over =
    task.dueDate !== null && task.dueDate < inDays(0) && task.status !== 'done' && task.status !== 'cancelled'
  return (
    <Property name="Due date">
      <Popover
        label="Due date"
        open={open}
        onOpenChange={setOpen}
        className="p-2"
        trigger={
          <ValueButton aria-label={`Due date: ${task.dueDate === null ? 'none' : day(task.dueDate)}`}>
            {task.dueDate === null ? (
              <Unset>None</Unset>
            ) : (
              <span className={over ? 'text-bad' : ''}>{day(task.dueDate)}</span>
            )}
          </ValueButton>
        }
      >
        <label className="flex items-center gap-2 text-12 text-fg-2">
          <CalendarDays aria-hidden className="size-3.5" />
          <span className="sr-only">Day</span>
          <input
            type="date"
            autoFocus
            defaultValue={task.dueDate ?? ''}
            className="h-7 rounded-m border border-line-strong bg-raised px-2 text-12 outline-none focus:border-accent"
            onKeyDown={(event) => {
              if (event.key === 'Enter' && event.currentTarget.value !== '') set(event.currentTarget.value)
            }}
            onBlur={(event) => {
              const { value } = event.currentTarget
              if (value !== '' && value !== task.dueDate) void mutateTask(task.id, { dueDate: value })
            }}
          />
        </label>
        <div className="mt-2 flex flex-wrap gap-1">
          <Button size="s" onMouseDown={(event) => event.preventDefault()} onClick={() => set(inDays(0))}>
            Today
          </Button>
          <Button size="s" onMouseDown={(event) => event.preventDefault()} onClick={() => set(inDays(1))}>
            Tomorrow
          </Button>
          <Button size="s" onMouseDown={(event) => event.preventDefault()} onClick={() => set(inDays(7))}>
            In a week
          </Button>
          {task.dueDate !== null && (
            <Button
              size="s"
              variant="ghost"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => set(null)}
            >
              Remove
            </Button>
          )}
        </div>
      </Popover>
    </Property>
  )
}

const POINTS = [1, 2, 3, 5, 8, 13]
const points = (count: number) => `${count} ${count === 1 ? 'point' : 'points'}`

function EstimateProperty({ task }: { task: Task }) {
  const set = (estimate: number | null) => void mutateTask(task.id, { estimate })
  const offered =
    task.estimate === null || POINTS.includes(task.estimate) ? POINTS : [...POINTS, task.estimate]
  return (
    <Property name="Estimate">
      <Combobox
        label="Change estimate"
        value={task.estimate === null ? NONE : String(task.estimate)}
        options={[
          { id: NONE, label: 'No estimate' },
          ...offered.map((count) => ({ id: String(count), label: points(count) })),
        ]}
        onChange={(id) => set(id === NONE ? null : Number(id))}
        onCreate={(text) => {
          const count = Number(text.replace(',', '.'))
          if (Number.isFinite(count) && count >= 0 && count <= 1000) set(count)
        }}
        createLabel={(text) =>
          Number.isFinite(Number(text.replace(',', '.'))) ? `${text} points` : 'An estimate is a number'
        }
        trigger={
          <ValueButton aria-label={`Estimate: ${task.estimate === null ? 'none' : points(task.estimate)}`}>
            {task.estimate === null ? <Unset>None</Unset> : points(task.estimate)}
          </ValueButton>
        }
      />
    </Property>
  )
}

/** Parent and dependencies. The host refuses circles; its words stand beneath the field that made one. */
function Relations({ task }: { task: Task }) {
  const all = useTasksOf(task.projectId)
  const [problem, setProblem] = useState<{ field: 'parent' | 'depends'; message: string } | null>(null)
  const byId = useMemo(() => new Map(all.map((one) => [one.id, one])), [all])
  const others = useMemo<Option[]>(
    () =>
      all
        .filter((one) => one.id !== task.id)
        .map((one) => ({
          id: one.id,
          label: one.title,
          icon: <StatusIcon status={one.status} />,
          hint: one.identifier,
          keywords: [one.identifier],
        })),
    [all, task.id],
  )
  const parent = task.parentId === null ? undefined : byId.get(task.parentId)
  const blockers = task.dependsOn.flatMap((id) => byId.get(id) ?? [])
  const blocked = useMemo(() => all.filter((one) => one.dependsOn.includes(task.id)), [all, task.id])
  const open = blockers.filter((one) => one.status !== 'done')

  const change = async (
    field: 'parent' | 'depends',
    patch: { parentId?: string | null; dependsOn?: string[] },
  ) => {
    setProblem(null)
    const refused = await changeTask(task.id, patch)
    if (refused !== null) setProblem({ field, message: refused.message })
  }
  return (
    <>
      <Property name="Parent" error={problem?.field === 'parent' ? problem.message : null}>
        <div className="flex min-w-0 items-center">
          {parent && (
            <span className="-ml-1.5 min-w-0">
              <TaskLink task={parent} full />
            </span>
          )}
          <Combobox
            label="Choose a parent"
            width={320}
            value={task.parentId}
            options={others}
            empty="No other task in this project"
            onChange={(parentId) => void change('parent', { parentId })}
            trigger={
              parent ? (
                <Button size="s" variant="ghost" className="px-1.5 text-fg-3">
                  Change
                </Button>
              ) : (
                <ValueButton aria-label="Parent: none">
                  <Unset>None</Unset>
                </ValueButton>
              )
            }
          />
          {task.parentId !== null && (
            <IconButton
              size="s"
              label="Remove the parent"
              onClick={() => void change('parent', { parentId: null })}
            >
              <X />
            </IconButton>
          )}
        </div>
      </Property>
      <Property name="Depends on" error={problem?.field === 'depends' ? problem.message : null}>
        <div className="grid min-w-0">
          {blockers.map((one) => (
            <div key={one.id} className="-ml-1.5 flex min-w-0 items-center">
              <span className="min-w-0 flex-1">
                <TaskLink task={one} full />
              </span>
              <IconButton
                size="s"
                label={`No longer depend on ${one.identifier}`}
                onClick={() =>
                  void change('depends', { dependsOn: task.dependsOn.filter((id) => id !== one.id) })
                }
              >
                <X />
              </IconButton>
            </div>
          ))}
          <Combobox
            multiple
            label="Depends on"
            width={320}
            value={task.dependsOn}
            options={others}
            empty="No other task in this project"
            onChange={(dependsOn) => void change('depends', { dependsOn })}
            trigger={
              <ValueButton aria-label="Change what it depends on">
                <Unset>{blockers.length === 0 ? 'Nothing' : 'Change'}</Unset>
                {open.length > 0 && <span className="text-11 text-wait">waits for {open.length}</span>}
              </ValueButton>
            }
          />
        </div>
      </Property>
      {blocked.length > 0 && (
        <Property name="Blocks">
          <div className="-ml-1.5 grid min-w-0">
            {blocked.map((one) => (
              <TaskLink key={one.id} task={one} full />
            ))}
          </div>
        </Property>
      )}
    </>
  )
}

function RunProperties({ run, plan }: { run: Run; plan: readonly TodoItem[] }) {
  const done = plan.filter((item) => item.status === 'completed').length
  const counts = plan.length > 0 ? { done, total: plan.length } : run.plan
  return (
    <>
      {run.branch !== null && (
        <Property name="Branch">
          <ValueButton
            aria-label={`Copy the branch name ${run.branch}`}
            title={`${run.branch}: press to copy`}
            className="group/branch"
            onClick={() => void copy(run.branch ?? '', 'Branch name')}
          >
            <span className="truncate font-mono text-11">{run.branch}</span>
            <Copy
              aria-hidden
              className="size-3 flex-none text-fg-3 opacity-0 group-hover/branch:opacity-100"
            />
          </ValueButton>
        </Property>
      )}
      <Property name="Attempt">{run.attempt}</Property>
      {run.startedAt !== null && (
        <Property name="Elapsed">
          <Elapsed since={run.startedAt} until={run.endedAt} className="tabular-nums" />
        </Property>
      )}
      <Property name="Tokens">
        <span
          className="tabular-nums"
          title={`${run.usage.inputTokens.toLocaleString()} in, ${run.usage.outputTokens.toLocaleString()} out`}
        >
          {compact(run.usage.inputTokens)} in · {compact(run.usage.outputTokens)} out
        </span>
      </Property>
      <Property name="Cost">
        <span className="tabular-nums">{money(run.usage.cost)}</span>
      </Property>
      {counts !== null && counts.total > 0 && (
        <div className="mt-2.5">
          <Property name="Plan">
            <span className="tabular-nums">
              {counts.done} of {counts.total}
            </span>
          </Property>
          {plan.length > 0 && (
            <dd>
              <PlanList items={plan} />
            </dd>
          )}
        </div>
      )}
    </>
  )
}

/** The properties in one line, for a narrow window. */
export function PropertySummary({ task, run }: { task: Task; run: Run | null }): ReactNode {
  return (
    <span className="flex min-w-0 items-center gap-3 overflow-hidden text-12 whitespace-nowrap text-fg-2">
      <span className="flex items-center gap-1.5">
        <StatusIcon status={task.status} />
        {STATUS_NAMES[task.status]}
      </span>
      {task.priority !== 'none' && (
        <span className="flex items-center gap-1.5">
          <PriorityIcon priority={task.priority} />
          {PRIORITY_NAMES[task.priority]}
        </span>
      )}
      {run !== null && (
        <>
          {run.startedAt !== null && <Elapsed since={run.startedAt} until={run.endedAt} />}
          <span>{compact(run.usage.inputTokens + run.usage.outputTokens)} tokens</span>
          <span>{money(run.usage.cost)}</span>
          {run.plan !== null && run.plan.total > 0 && (
            <span>
              Plan {run.plan.done} of {run.plan.total}
            </span>
          )}
        </>
      )}
    </span>
  )
}
