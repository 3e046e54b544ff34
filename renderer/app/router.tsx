import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  linkOptions,
  Navigate,
} from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { BatchesScreen } from '../batches/batches-screen.tsx'
import { BoardScreen } from '../board/board-screen.tsx'
import { InboxScreen } from '../inbox/inbox-screen.tsx'
import { useTaskByIdentifier } from '../state/hooks.ts'
import { type Place, setNavigate } from '../state/navigation.ts'
import { errorDetails } from '../state/error-details.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { CopyDetails } from '../ui/copy-details.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { loadedTaskView, loadTaskView } from '../task/load-task-view.ts'
import { readUsageSearch, type UsageSearch } from '../usage/search.ts'
import { readWelcomeSearch } from '../welcome/search.ts'
import { Frame } from './frame.tsx'
import { type BoardSearch, readSearch } from './search.ts'
import { TopBar } from './top-bar.tsx'

const BatchScreen = lazy(async () => ({
  default: (await import('../batches/batch-screen.tsx')).BatchScreen,
}))
const BrainstormScreen = lazy(async () => ({
  default: (await import('../brainstorm/brainstorm-screen.tsx')).BrainstormScreen,
}))
const BrainstormsScreen = lazy(async () => ({
  default: (await import('../brainstorm/brainstorms-screen.tsx')).BrainstormsScreen,
}))
const ProjectSettings = lazy(async () => ({
  default: (await import('../projects/project-settings.tsx')).ProjectSettings,
}))
const SettingsScreen = lazy(async () => ({
  default: (await import('../settings/settings-screen.tsx')).SettingsScreen,
}))
const RecordScreen = lazy(async () => ({
  default: (await import('../record/record-screen.tsx')).RecordScreen,
}))
const UsageScreen = lazy(async () => ({
  default: (await import('../usage/usage-screen.tsx')).UsageScreen,
}))
const WelcomeScreen = lazy(async () => ({
  default: (await import('../welcome/welcome-screen.tsx')).WelcomeScreen,
}))
const LateTaskView = lazy(async () => ({ default: await loadTaskView() }))

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound, errorComponent: Broken })

const board = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (raw: Record<string, unknown>): BoardSearch => readSearch(raw),
  component: BoardRoute,
})

function BoardRoute() {
  return <BoardScreen search={board.useSearch()} />
}

const task = createRoute({
  getParentRoute: () => root,
  path: '/task/$identifier',
  validateSearch: (raw: Record<string, unknown>): { run?: string } =>
    typeof raw['run'] === 'string' ? { run: raw['run'] } : {},
  component: TaskRoute,
})

function TaskRoute() {
  const { identifier } = task.useParams()
  const { run } = task.useSearch()
  const found = useTaskByIdentifier(identifier)
  // The same one for as long as this is shown: another would begin anew.
  const [View] = useState(() => loadedTaskView() ?? LateTaskView)
  // Of a goal the task's screen shows only the logs of its runs.
  if (found?.isGoal === true && run === undefined)
    return <Navigate to="/brainstorm/$identifier" params={{ identifier }} replace />
  return (
    <Suspense fallback={<TopBar crumbs={[]} title={identifier} />}>
      <View key={`${identifier} ${run}`} identifier={identifier} runId={run ?? null} />
    </Suspense>
  )
}

const inbox = createRoute({ getParentRoute: () => root, path: '/inbox', component: InboxScreen })

const batches = createRoute({ getParentRoute: () => root, path: '/batches', component: BatchesScreen })

const batch = createRoute({ getParentRoute: () => root, path: '/batches/$id', component: BatchRoute })

function BatchRoute() {
  const { id } = batch.useParams()
  return (
    <Suspense fallback={<TopBar crumbs={[]} title={t('Batch')} />}>
      <BatchScreen key={id} id={id} />
    </Suspense>
  )
}

const brainstorms = createRoute({
  getParentRoute: () => root,
  path: '/brainstorm',
  validateSearch: (raw: Record<string, unknown>): { project?: string; parent?: string } => ({
    ...(typeof raw['project'] === 'string' ? { project: raw['project'] } : {}),
    ...(typeof raw['parent'] === 'string' ? { parent: raw['parent'] } : {}),
  }),
  component: BrainstormsRoute,
})

function BrainstormsRoute() {
  const { project, parent } = brainstorms.useSearch()
  return (
    <Suspense fallback={<TopBar crumbs={[]} title={t('Brainstorm')} />}>
      <BrainstormsScreen key={parent} projectId={project ?? null} parent={parent ?? null} />
    </Suspense>
  )
}

const brainstorm = createRoute({
  getParentRoute: () => root,
  path: '/brainstorm/$identifier',
  component: BrainstormRoute,
})

function BrainstormRoute() {
  const { identifier } = brainstorm.useParams()
  return (
    <Suspense fallback={<TopBar crumbs={[]} title={identifier} />}>
      <BrainstormScreen key={identifier} identifier={identifier} />
    </Suspense>
  )
}

const record = createRoute({ getParentRoute: () => root, path: '/record', component: RecordRoute })

function RecordRoute() {
  return (
    <Suspense fallback={<TopBar crumbs={[]} title={t('Run record')} />}>
      <RecordScreen />
    </Suspense>
  )
}

const usage = createRoute({
  getParentRoute: () => root,
  path: '/usage',
  validateSearch: (raw: Record<string, unknown>): UsageSearch => readUsageSearch(raw),
  component: UsageRoute,
})

function UsageRoute() {
  return (
    <Suspense fallback={<TopBar crumbs={[]} title={t('Usage')} />}>
      <UsageScreen search={usage.useSearch()} />
    </Suspense>
  )
}

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  validateSearch: readWelcomeSearch,
  component: WelcomeRoute,
})

function WelcomeRoute() {
  return (
    <Suspense fallback={<TopBar crumbs={[]} title={t('Welcome')} />}>
      <WelcomeScreen search={welcome.useSearch()} />
    </Suspense>
  )
}

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: (raw: Record<string, unknown>): { section?: string } =>
    typeof raw['section'] === 'string' ? { section: raw['section'] } : {},
  component: SettingsRoute,
})

function SettingsRoute() {
  const { section } = settings.useSearch()
  return (
    <Suspense fallback={<TopBar crumbs={[]} title={t('Settings')} />}>
      <SettingsScreen section={section ?? 'general'} />
    </Suspense>
  )
}

const projectSettings = createRoute({
  getParentRoute: () => root,
  path: '/projects/$id/settings',
  component: ProjectSettingsRoute,
})

function ProjectSettingsRoute() {
  const { id } = projectSettings.useParams()
  return (
    <Suspense fallback={<TopBar crumbs={[]} title={t('Project settings')} />}>
      <ProjectSettings key={id} id={id} />
    </Suspense>
  )
}

export const router = createRouter({
  routeTree: root.addChildren([
    board,
    task,
    inbox,
    batches,
    batch,
    brainstorms,
    brainstorm,
    record,
    usage,
    welcome,
    settings,
    projectSettings,
  ]),
  defaultPreload: false,
  scrollRestoration: false,
})

/** Where a place is, in the router's words. */
function linkTo(place: Place) {
  switch (place.to) {
    case 'board':
      return linkOptions({ to: '/', search: place.projectId === null ? {} : { project: place.projectId } })
    case 'view':
      return linkOptions({ to: '/', search: { view: place.id } })
    case 'task':
      return linkOptions({
        to: '/task/$identifier',
        params: { identifier: place.identifier },
        search: place.runId === undefined ? {} : { run: place.runId },
      })
    case 'welcome':
      return linkOptions({ to: '/welcome', search: place.search })
    case 'inbox':
      return linkOptions({ to: '/inbox' })
    case 'batches':
      return linkOptions({ to: '/batches' })
    case 'batch':
      return linkOptions({ to: '/batches/$id', params: { id: place.id } })
    case 'brainstorms':
      return linkOptions({
        to: '/brainstorm',
        search: {
          ...(place.projectId === undefined || place.projectId === null ? {} : { project: place.projectId }),
          ...(place.parent === undefined ? {} : { parent: place.parent }),
        },
      })
    case 'brainstorm':
      return linkOptions({ to: '/brainstorm/$identifier', params: { identifier: place.identifier } })
    case 'record':
      return linkOptions({ to: '/record' })
    case 'usage':
      return linkOptions({ to: '/usage', search: {} })
    case 'settings':
      return linkOptions({
        to: '/settings',
        search: place.section === undefined ? {} : { section: place.section },
      })
    case 'project-settings':
      return linkOptions({
        to: '/projects/$id/settings',
        params: { id: place.projectId },
        ...(place.page === undefined ? {} : { hash: place.page }),
      })
  }
}

setNavigate({
  go: (place) => void router.navigate(linkTo(place)),
  addressOf: (place) => router.buildLocation(linkTo(place)).href,
})

function NotFound() {
  return (
    <>
      <TopBar crumbs={[]} title={t('Not found')} />
      <EmptyState title={t('There is nothing at this address')}>
        <Link to="/" className="text-accent-fg underline underline-offset-2">
          {t('Go to the board')}
        </Link>
      </EmptyState>
    </>
  )
}

const brokenDetails = (error: unknown): string =>
  errorDetails({
    code: 'PAGE',
    message: error instanceof Error ? error.message : String(error),
    details: error instanceof Error ? { stack: error.stack } : null,
  })

function Broken({ error }: { error: unknown }) {
  return (
    <>
      <TopBar crumbs={[]} title={t('Something broke')} />
      <EmptyState
        title={t('This view could not be drawn')}
        action={
          <>
            <Button variant="primary" onClick={() => window.location.reload()}>
              {t('Load it again')}
            </Button>
            <CopyDetails details={() => brokenDetails(error)} />
          </>
        }
      >
        {t(
          'This is a mistake of OpenLinear. Nothing is lost: runs go on, and what you have written is kept.',
        )}{' '}
        <span className="font-mono text-11">{error instanceof Error ? error.message : String(error)}</span>
      </EmptyState>
    </>
  )
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
