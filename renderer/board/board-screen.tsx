import { Link, useNavigate } from '@tanstack/react-router'
import { FilterX, ListPlus } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { type BoardSearch, filterParts, isFiltered } from '../app/search.ts'
import { TopBar } from '../app/top-bar.tsx'
import { ProjectNotReady } from '../projects/not-ready.tsx'
import { Welcome } from '../projects/welcome.tsx'
import { attempt } from '../state/actions.ts'
import { executeFree, useSplitByBatch } from '../state/batches.ts'
import { useConnection, useProject, useProjects, useTasksOf, useTaskTotals } from '../state/hooks.ts'
import { loadArchived } from '../state/load.ts'
import type { TaskFilter } from '../state/task-filter.ts'
import { clearSelection, setLastProject, useView, view } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { AutoPullChip } from './auto-pull-chip.tsx'
import { Board } from './board.tsx'
import { DisplayMenu } from './display-menu.tsx'
import { FilterBar } from './filter-bar.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { useTextSearch } from './use-text-search.ts'

export function BoardScreen({ search }: { search: BoardSearch }) {
  const projectId = search.project ?? null
  const project = useProject(projectId)
  const projects = useProjects()
  const lastProjectId = useView((state) => state.lastProjectId)
  const showArchived = useView((state) => state.display.showArchived)
  const selection = useView((state) => state.selection)
  // What a batch has is its own to begin.
  const { free } = useSplitByBatch(useMemo(() => [...selection], [selection]))
  const complete = useConnection((state) => state.complete)
  const { ids, busy } = useTextSearch(search.q, projectId)

  const filter = useMemo<TaskFilter>(
    () => ({
      ...filterParts(search),
      ...(ids === undefined ? {} : { ids }),
      ...(showArchived ? { archived: true } : {}),
    }),
    [search, ids, showArchived],
  )
  const shown = useTasksOf(projectId, filter)
  const totals = useTaskTotals(projectId, showArchived)
  const isEmpty = totals.size === 0

  useEffect(() => {
    if (project !== undefined) setLastProject(project.id)
  }, [project])
  // A selection is of one board.
  useEffect(() => clearSelection, [projectId])
  useEffect(() => {
    if (showArchived) void attempt(() => loadArchived(projectId), 'The archive could not be read')
  }, [showArchived, projectId])

  if (projects.length === 0) {
    return (
      <>
        <TopBar crumbs={[]} title="Welcome" />
        <Welcome />
      </>
    )
  }
  if (projectId !== null && project === undefined) {
    return (
      <>
        <TopBar crumbs={[]} title="Not found" />
        <EmptyState title="This project is not here (any more)">
          <Link to="/" search={{}} className="text-accent-fg underline underline-offset-2">
            See all tasks
          </Link>
        </EmptyState>
      </>
    )
  }

  const home = project ?? projects.find((one) => one.id === lastProjectId) ?? projects[0]
  const isReady = project === undefined || project.state === 'ready' || !isEmpty
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
        title={project === undefined ? 'All tasks' : 'Board'}
        actions={
          <>
            <AutoPullChip project={project} />
            <DisplayMenu />
            <Button
              keys="c"
              onClick={() => view.setState({ newTask: { projectId: home?.id ?? null, status: 'todo' } })}
            >
              New task
            </Button>
            {free.length > 0 && (
              <Button
                variant="primary"
                keys="e"
                onClick={() => {
                  clearSelection()
                  void executeFree(free)
                }}
              >
                Execute {free.length}
              </Button>
            )}
          </>
        }
      >
        <FilterBar search={search} busy={busy} />
      </TopBar>
      {project !== undefined && project.state !== 'ready' && (
        <ProjectNotReady project={project} compact={isReady} />
      )}
      {isReady && (
        <div className="relative flex min-h-0 flex-1 flex-col">
          {!isEmpty && shown.length === 0 && isFiltered(filter) && !busy ? (
            <NothingFound />
          ) : isEmpty && complete ? (
            <FirstTask projectId={home?.id ?? null} />
          ) : (
            <Board
              shown={shown}
              totals={totals}
              showProjectName={projectId === null}
              composeIn={
                home === undefined || home.state === 'cloning' ? null : { id: home.id, name: home.name }
              }
            />
          )}
          <SelectionBar />
        </div>
      )}
    </>
  )
}

function NothingFound() {
  const navigate = useNavigate({ from: '/' })
  return (
    <EmptyState
      className="flex-1 content-center"
      icon={<FilterX />}
      title="Nothing matches"
      action={
        <Button
          onClick={() =>
            void navigate({
              search: (before: BoardSearch) =>
                before.project === undefined ? {} : { project: before.project },
            })
          }
        >
          Clear the filter
        </Button>
      }
    >
      No task passes the filter.
    </EmptyState>
  )
}

function FirstTask({ projectId }: { projectId: string | null }) {
  return (
    <EmptyState
      className="flex-1 content-center"
      icon={<ListPlus />}
      title="No tasks yet"
      action={
        <>
          <Button
            variant="primary"
            keys="c"
            onClick={() => view.setState({ newTask: { projectId, status: 'todo' } })}
          >
            New task
          </Button>
          <Button onClick={() => view.setState({ importing: { projectId } })}>Import tasks…</Button>
        </>
      }
    >
      Describe something small that you would hand to a colleague, then execute it: an agent works on it in
      its own copy of the repository, and you review what it did.
    </EmptyState>
  )
}
