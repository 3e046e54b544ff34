import { Link } from '@tanstack/react-router'
import { FilterX, ListPlus } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useMemo } from 'react'
import type { Project } from '#shared/projects.ts'
import { type BoardSearch, isFiltered } from '../app/search.ts'
import { TopBar } from '../app/top-bar.tsx'
import { useCommand } from '../commands/use-command.ts'
import { ProjectNotReady } from '../projects/not-ready.tsx'
import { attempt } from '../state/actions.ts'
import type { Asked } from '../state/arrange.ts'
import { executeFree, useSplitByBatch } from '../state/batches.ts'
import { useConnection, useProject, useProjects } from '../state/hooks.ts'
import { loadArchived } from '../state/load.ts'
import { clearSelection, setLastProject, useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { ChangedView, SaveView } from '../views/view-bar.tsx'
import { viewDialog } from '../views/view-dialogs.tsx'
import { ViewTitle } from '../views/view-title.tsx'
import { AutoPullChip } from './auto-pull-chip.tsx'
import type { Home } from './compose.ts'
import { DisplayMenu } from './display-menu.tsx'
import { ClearFilter, FilterChips, hasChips, SearchField } from './filter-bar.tsx'
import { FilterMenu } from './filter-menu.tsx'
import { LiveRegion } from './live-region.tsx'
import { newTaskIn } from './move-rules.ts'
import { SelectionBar } from './selection-bar.tsx'
import { TasksArea } from './tasks-area.tsx'
import { useArrangement } from './use-arrangement.ts'
import { type QueryState, useQuery } from './use-query.ts'
import { useTextSearch } from './use-text-search.ts'

const WelcomeScreen = lazy(async () => ({
  default: (await import('../welcome/welcome-screen.tsx')).WelcomeScreen,
}))

export function BoardScreen({ search }: { search: BoardSearch }) {
  const state = useQuery(search)
  const { projectId, isLost } = state
  const project = useProject(projectId)
  const projects = useProjects()

  useEffect(() => {
    if (project !== undefined) setLastProject(project.id)
  }, [project])
  // A selection is of one board.
  useEffect(() => clearSelection, [projectId, search.view])

  if (projects.length === 0) {
    return (
      <Suspense fallback={<TopBar crumbs={[]} title={t('Welcome')} />}>
        <WelcomeScreen search={{ step: 'choose' }} />
      </Suspense>
    )
  }
  if (isLost) return <Lost what={t('This view is not here (any more)')} />
  if (projectId !== null && project === undefined)
    return <Lost what={t('This project is not here (any more)')} />
  return <Tasks state={state} project={project} />
}

function Lost({ what }: { what: string }) {
  return (
    <>
      <TopBar crumbs={[]} title={t('Not found')} />
      <EmptyState title={what}>
        <Link to="/" search={{}} className="text-accent-fg underline underline-offset-2">
          {t('See all tasks')}
        </Link>
      </EmptyState>
    </>
  )
}

const NO_WORDS: readonly string[] = []
const SHY = ['cancelled']

function Tasks({ state, project }: { state: QueryState; project: Project | undefined }) {
  const { query, projectId, change, setConditions } = state
  const projects = useProjects()
  const lastProjectId = useView((all) => all.lastProjectId)
  const showCancelled = useView((all) => all.display.showCancelled)
  const complete = useConnection((connection) => connection.complete)
  const { ids: found, busy } = useTextSearch(query.conditions.text, projectId)
  const isShy = !showCancelled && query.conditions.status === undefined
  const asked = useMemo<Asked>(
    () => ({ projectId, query, found, shy: isShy ? SHY : NO_WORDS }),
    [projectId, query, found, isShy],
  )
  const arrangement = useArrangement(asked)
  const isEmpty = arrangement.total === 0
  const filtered = isFiltered(query.conditions)

  const { showArchived } = query
  useEffect(() => {
    if (showArchived) void attempt(() => loadArchived(projectId), t('The archive could not be read'))
  }, [showArchived, projectId])
  useCommand('board.clear-filter', () => change({ conditions: {} }), { when: () => filtered })
  useCommand('view.save', () => viewDialog.setState({ open: { kind: 'save', query, projectId } }))

  const ready = projects.filter((one) => one.state !== 'cloning')
  const first = project ?? projects.find((one) => one.id === lastProjectId) ?? ready[0]
  const homeId = first === undefined || first.state === 'cloning' ? undefined : first.id
  const homeName = first?.name ?? ''
  const home = useMemo<Home>(
    () => (homeId === undefined ? null : { id: homeId, name: homeName }),
    [homeId, homeName],
  )
  const newTask = () => view.setState({ newTask: newTaskIn(query, first?.id ?? null) })
  useCommand('task.new', newTask, { room: 'board' })
  useCommand(
    'task.from-template',
    () => view.setState({ newTask: { ...newTaskIn(query, first?.id ?? null), templateId: null } }),
    { room: 'board' },
  )
  const isReady = project === undefined || project.state === 'ready' || !isEmpty
  const hasSecondRow = hasChips(state) || state.isChanged

  return (
    <>
      <TopBar
        crumbs={
          project === undefined
            ? []
            : [
                <Link key="project" to="/projects/$id/settings" params={{ id: project.id }}>
                  {project.name}
                </Link>,
              ]
        }
        title={
          state.view === undefined ? (
            project !== undefined ? (
              query.layout === 'list' ? (
                t('List')
              ) : (
                t('Board')
              )
            ) : (
              t('All tasks')
            )
          ) : (
            <ViewTitle view={state.view} />
          )
        }
        actions={<Actions state={state} project={project} onNewTask={newTask} />}
      >
        <SearchField
          key={`${projectId} ${state.view?.id}`}
          value={query.conditions.text ?? ''}
          busy={busy}
          onChange={(text) => setConditions({ text: text === '' ? undefined : text })}
        />
        <FilterMenu query={query} projectId={projectId} found={found} setConditions={setConditions} />
      </TopBar>
      {hasSecondRow && (
        <div
          role="group"
          aria-label={t('Filter')}
          className="flex min-h-9 shrink-0 flex-wrap items-center gap-1.5 border-b px-3.5 py-1.5"
        >
          <FilterChips state={state} found={found} />
          {hasChips(state) && <ClearFilter state={state} />}
          <span className="ms-auto flex items-center gap-1">
            <SaveView state={state} />
            <ChangedView state={state} />
          </span>
        </div>
      )}
      {project !== undefined && project.state !== 'ready' && (
        <ProjectNotReady project={project} compact={isReady} />
      )}
      {isReady && (
        <div className="relative flex min-h-0 flex-1 flex-col">
          {!isEmpty && arrangement.ids.length === 0 && filtered && !busy ? (
            <NothingFound onClear={() => change({ conditions: {} })} />
          ) : isEmpty && complete ? (
            <FirstTask projectId={first?.id ?? null} />
          ) : (
            <TasksArea
              arrangement={arrangement}
              query={query}
              projectId={projectId}
              home={home}
              change={change}
            />
          )}
          <SelectionBar />
          <LiveRegion />
        </div>
      )}
    </>
  )
}

function Actions({
  state,
  project,
  onNewTask,
}: {
  state: QueryState
  project: Project | undefined
  onNewTask: () => void
}): ReactNode {
  const selection = useView((all) => all.selection)
  // What a batch has is its own to begin; what waits for others, or is done, is not begun along.
  const { ready } = useSplitByBatch(useMemo(() => [...selection], [selection]))
  return (
    <>
      <AutoPullChip project={project} />
      <DisplayMenu state={state} />
      <Button keys="task.new" onClick={onNewTask}>
        {t('New task')}
      </Button>
      {ready.length > 0 && (
        <Button
          variant="primary"
          keys="task.execute"
          onClick={() => {
            clearSelection()
            void executeFree(ready)
          }}
        >
          {t('Execute {count}', { count: ready.length })}
        </Button>
      )}
    </>
  )
}

function NothingFound({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      className="flex-1 content-center"
      icon={<FilterX />}
      title={t('Nothing matches')}
      action={<Button onClick={onClear}>{t('Clear the filter')}</Button>}
    >
      {t('No task passes the filter.')}
    </EmptyState>
  )
}

function FirstTask({ projectId }: { projectId: string | null }) {
  return (
    <EmptyState
      className="flex-1 content-center"
      icon={<ListPlus />}
      title={t('No tasks yet')}
      action={
        <>
          <Button
            variant="primary"
            keys="task.new"
            onClick={() => view.setState({ newTask: { projectId, status: 'todo' } })}
          >
            {t('New task')}
          </Button>
          <Button onClick={() => view.setState({ importing: { projectId } })}>{t('Import tasks…')}</Button>
        </>
      }
    >
      {t(
        'Describe something small that you would hand to a colleague, then execute it: an agent works on it in its own copy of the repository, and you review what it did.',
      )}
    </EmptyState>
  )
}
