import { Link } from '@tanstack/react-router'
import { Lightbulb } from 'lucide-react'
import { type FormEvent, useCallback, useId, useState } from 'react'
import type { ListedBrainstorm } from '#shared/brainstorms.ts'
import { isUnderWay } from '#shared/brainstorm-state.ts'
import { TopBar } from '../app/top-bar.tsx'
import { type ChosenModel, ModelChips } from '../board/model-chips.tsx'
import { useLoaded } from '../settings/use-loaded.ts'
import { createBrainstorm } from '../state/brainstorms.ts'
import { useProject, useProjects, useTaskByIdentifier } from '../state/hooks.ts'
import { useModelFallback } from '../state/models.ts'
import { goTo } from '../state/navigation.ts'
import { client } from '../state/transport.ts'
import { setLastProject, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { useDraft } from '../task/use-draft.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Dot } from '../ui/dot.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { TextArea } from '../ui/field.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { Notice } from '../ui/notice.tsx'
import { Select } from '../ui/select.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { SubmitKey } from '../ui/submit-key.tsx'
import { Ago } from '../ui/time.tsx'
import { goalKey } from './goal-draft.ts'
import { useLate } from './use-late.ts'
import { STATUS_TONES, STATUS_WORDS } from './words.ts'

/** Begins a brainstorm, and lists those of before. @param parent identifier of a task that it breaks down */
export function BrainstormsScreen({
  projectId,
  parent,
}: {
  projectId: string | null
  parent: string | null
}) {
  const projects = useProjects()
  return (
    <>
      <TopBar crumbs={[]} title={t('Brainstorm')} />
      {projects.length === 0 ? (
        <EmptyState
          className="flex-1 content-center"
          icon={<Lightbulb />}
          title={t('First, a project')}
          action={
            <Button variant="primary" onClick={() => view.setState({ addProject: true })}>
              {t('Add a project')}
            </Button>
          }
        >
          {t('A goal becomes a plan of tasks by an agent that reads the repository.')}
        </EmptyState>
      ) : (
        <div className="flex min-h-0 flex-1 flex-col overflow-y-auto [scrollbar-gutter:stable]">
          <div className="mx-auto grid w-full max-w-[calc(820px*var(--scale))] gap-8 px-6 py-6">
            <NewGoal projectId={projectId} parent={parent} />
            <Earlier />
          </div>
        </div>
      )}
    </>
  )
}

/** Longest goal that the host takes. */
const MOST = 50_000

function NewGoal({ projectId, parent }: { projectId: string | null; parent: string | null }) {
  const projects = useProjects()
  const parentTask = useTaskByIdentifier(parent ?? '')
  const [draft, setDraft] = useDraft(goalKey(parent))
  const [chosen, setChosen] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const ofParent =
    parentTask === undefined ? '' : [parentTask.title, parentTask.description].join('\n\n').trim()
  const goal = draft ?? ofParent
  const project =
    parentTask?.projectId ??
    projects.find(({ id }) => id === (chosen ?? projectId))?.id ??
    projects.find(({ id }) => id === view.getState().lastProjectId)?.id ??
    projects[0]?.id ??
    ''
  const model = useModelFallback(project)
  const [planner, setPlanner] = useState<ChosenModel>({ model: null, variant: null })
  const form = useId()
  const isEmpty = goal.trim() === ''
  const start = async () => {
    if (busy || isEmpty) return
    setBusy(true)
    const input = {
      projectId: project,
      goal,
      ...(parentTask === undefined ? {} : { parentId: parentTask.id }),
      ...(planner.model === null ? {} : { model: planner.model }),
      ...(planner.variant === null ? {} : { variant: planner.variant }),
    }
    await createBrainstorm(input, (made) => {
      setDraft(null)
      setLastProject(project)
      goTo({ to: 'brainstorm', identifier: made.goal.identifier })
    })
    setBusy(false)
  }
  return (
    <form
      id={form}
      className="grid gap-3"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void start()
      }}
    >
      <SubmitKey onSubmit={() => void start()} enabled={!busy} />
      <div>
        <h2 className="text-16 font-semibold">
          {parentTask === undefined
            ? t('What shall be reached?')
            : t('Break {identifier} down', { identifier: parentTask.identifier })}
        </h2>
        <p className="mt-1 max-w-[68ch] text-12 text-fg-2">
          {t(
            'An agent reads the repository, asks what is open, and proposes tasks with acceptance criteria and dependencies. It can change nothing, and no task is made before you accept.',
          )}
        </p>
      </div>
      <TextArea
        label={t('Goal')}
        hideLabel
        autoFocus
        rows={6}
        maxRows={18}
        dictated
        maxLength={MOST}
        placeholder={t(
          'Readers can choose the language of the greeting. Say what matters, what is out of scope, and what you know already.',
        )}
        value={goal}
        onChange={(event) => setDraft(event.target.value)}
      />
      <div className="flex flex-wrap items-center gap-2">
        {parentTask === undefined && projects.length > 1 && (
          <Select
            label={t('Project')}
            hideLabel
            width={180}
            value={project}
            options={projects.map(({ id, name, color }) => ({
              id,
              label: name,
              icon: <Dot color={colorValue(color)} />,
            }))}
            onChange={setChosen}
          />
        )}
        <ModelChips projectId={project} value={planner} onChange={setPlanner} />
        <span className="min-w-0 flex-1 truncate text-12 text-fg-3">
          {planner.model === null &&
            (model.model === null
              ? t('No model is set yet')
              : t('With {model}, {origin}', { model: model.label, origin: model.hint }))}
        </span>
        <Button variant="ghost" onClick={() => view.setState({ importing: { projectId: project } })}>
          {t('Paste a list instead…')}
        </Button>
        <Button type="submit" variant="primary" keys="mod+enter" busy={busy} disabled={isEmpty}>
          {t('Start')}
        </Button>
      </div>
    </form>
  )
}

/** Those of before, the latest first. */
function Earlier() {
  const load = useCallback(() => client.brainstorms.list(), [])
  const { value, error, reload } = useLoaded(
    load,
    ({ event, data }) =>
      event.startsWith('brainstorm:') ||
      event === 'execution:started' ||
      (event.startsWith('execution:') && 'status' in data),
  )
  const late = useLate(value === null && error === null)
  if (error !== null && value === null)
    return (
      <Notice
        tone="bad"
        live
        action={
          <Button size="s" onClick={reload}>
            {t('Try again')}
          </Button>
        }
      >
        {t('The brainstorms could not be read. {error}', { error })}
      </Notice>
    )
  if (value === null) return late ? <Spinner label={t('Loading the brainstorms')} size={16} /> : null
  if (value.items.length === 0) return null
  return (
    <section aria-label={t('Earlier')}>
      <h2 className="pb-1 text-11 font-medium text-fg-3">{t('Earlier')}</h2>
      <ul>
        {value.items.map((one) => (
          <Row key={one.brainstorm.id} {...one} />
        ))}
      </ul>
    </section>
  )
}

function Row({ brainstorm, status, goal }: ListedBrainstorm) {
  const project = useProject(brainstorm.projectId)
  return (
    <li className="border-b border-line">
      <Link
        to="/brainstorm/$identifier"
        params={{ identifier: goal.identifier }}
        className="-mx-2 flex min-h-10 items-center gap-3 rounded-m px-2 text-12 transition-colors duration-(--fast) hover:bg-hover"
      >
        <Dot color={colorValue(project?.color ?? 'gray')} />
        <span className="flex-none text-fg-3">{goal.identifier}</span>
        <span dir="auto" className="min-w-0 flex-1 truncate font-medium">
          {goal.title}
        </span>
        <span className={cn('flex flex-none items-center gap-1.5 font-medium', STATUS_TONES[status])}>
          {isUnderWay(status) && status !== 'asking' && status !== 'queued' && <Spinner />}
          {STATUS_WORDS[status]}
        </span>
        <span className="w-16 flex-none text-end text-11 text-fg-3">
          <Ago at={brainstorm.createdAt} />
        </span>
      </Link>
    </li>
  )
}
