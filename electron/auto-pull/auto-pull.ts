import { setImmediate, setTimeout } from 'node:timers/promises'
import { nextPull, openProjects, type PulledProject, pulls } from '#shared/auto-pull.ts'
import { usedUpWords } from '#shared/budget.ts'
import { AppError, type ErrorCode } from '#shared/errors.ts'
import type { FeedEvent } from '#shared/events.ts'
import type { PullRefusal, PullReport } from '#shared/pull-report.ts'
import type { Batches } from '../batches/batches.ts'
import { isDiskFull } from '../process/disk-full.ts'
import type { Projects } from '../projects/projects.ts'
import type { Log } from '../runs/engine.ts'
import type { Runs } from '../runs/runs.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'
import type { Tasks } from '../tasks/tasks.ts'

/** Begins ready tasks by itself, where the settings say so, as slots come free. */
export interface AutoPull {
  /** What is in its way. */
  report(): Promise<PullReport>
  /** The user has done something about a project, such as trusted it: it is tried again. */
  retry(projectId: string): void
}

/** The auto-pull room, ready but not yet at work. */
export interface AutoPullRoom extends AutoPull {
  start(): void
  /** Begins nothing any more. */
  close(): Promise<void>
}

export interface AutoPullOptions {
  store: Store
  settings: SettingsService
  projects: Projects
  tasks: Tasks
  runs: Runs
  batches: Pick<Batches, 'openTaskIds'>
  log: Log
  /** Milliseconds before what was refused is tried again, though nothing has told that it might go now. */
  patience?: number
}

const PATIENCE_MS = 60_000
const IDLE = { taken: 0, deferred: 0 }
/** Stands for the report on the feed: there is one of it. */
const ID = 'auto-pull'

/** The task was faster: somebody has begun, moved or removed it. */
const PASSED: ReadonlySet<ErrorCode> = new Set([
  'ILLEGAL_TRANSITION',
  'IN_BATCH',
  'IN_CONTEST',
  'NOT_FOUND',
  'TASK_ARCHIVED',
  'TASK_RUNNING',
])

/**
 * What is to be begun is worked out from the rows each time, so that a crash changes nothing: one task, then the next
 * one from what is there then. What refuses a task hinders its project until something has changed.
 */
export function createAutoPull(options: AutoPullOptions): AutoPullRoom {
  const { store, settings, projects, tasks, runs, batches, log, patience = PATIENCE_MS } = options
  const refusals = new Map<string, PullRefusal>()
  let held: string | null = null
  const now = () => ({ refusals: [...refusals.values()], held })
  let told = JSON.stringify(now())
  const closing = new AbortController()
  const { signal } = closing
  let working: Promise<void> = Promise.resolve()
  /** A round already waits its turn and will see everything written until then. */
  let isAsked = false
  let isPatient = false

  function wake(): void {
    if (isAsked || signal.aborted) return
    isAsked = true
    working = working.then(async () => {
      // Who has written something takes it up itself first, and more may come with it.
      await setImmediate()
      isAsked = false
      try {
        await round()
      } catch (error) {
        log('error', 'auto-pull could not go on', { error: String(error) })
        void wakeLater()
      }
    })
  }

  /** Nothing tells when a repository is mounted again, a disk has room, or a day begins. */
  async function wakeLater(): Promise<void> {
    if (isPatient) return
    isPatient = true
    await setTimeout(patience, undefined, { ref: false, signal }).catch(() => undefined)
    isPatient = false
    refusals.clear()
    wake()
  }

  async function round(): Promise<void> {
    const passed = new Set<string>()
    while (!signal.aborted) {
      const next = await look(passed)
      if (next === null) break
      await begin(next, passed)
    }
    if (refusals.size > 0 || held !== null) void wakeLater()
    await tell()
  }

  /** A task that names a model of its own may begin where there is no other. */
  const isHindered = (projectId: string) => {
    const code = refusals.get(projectId)?.code
    return code !== undefined && code !== 'MODEL_NOT_CONFIGURED'
  }

  /** The task to begin now, with its project. */
  async function look(passed: ReadonlySet<string>): Promise<{ id: string; projectId: string } | null> {
    const stored = settings.stored()
    const { items } = await projects.list()
    const pulling = new Set(items.filter((project) => pulls(stored, project)).map(({ id }) => id))
    for (const id of refusals.keys()) if (!pulling.has(id)) refusals.delete(id)
    const used = pulling.size === 0 ? null : await runs.dayBudget()
    held = used === null ? null : usedUpWords(used)
    if (pulling.size === 0 || held !== null) return null
    const [load, inReview] = [await runs.load(), await tasks.inReview()]
    const state = {
      settings: stored,
      projects: items.map(
        (project): PulledProject => ({
          id: project.id,
          settings: project.settings,
          parallelLimit: project.parallelLimit,
          ...(load.get(project.id) ?? IDLE),
          inReview: inReview.get(project.id) ?? 0,
          isHindered: project.state !== 'ready' || isHindered(project.id),
        }),
      ),
    }
    const open = openProjects(state).map(({ id }) => id)
    if (open.length === 0) return null
    const ready = await tasks.ready(open)
    if (ready.length === 0) return null
    const inBatches = await batches.openTaskIds()
    const free = ready.filter(
      ({ id, model, projectId }) =>
        !passed.has(id) && !inBatches.has(id) && (model !== null || !refusals.has(projectId)),
    )
    const id = nextPull({ ...state, tasks: free })
    return free.find((task) => task.id === id) ?? null
  }

  async function begin(task: { id: string; projectId: string }, passed: Set<string>): Promise<void> {
    passed.add(task.id)
    try {
      await runs.pull(task.id)
    } catch (error) {
      if (isDiskFull(error) || !(error instanceof AppError) || error.code === 'INTERNAL') throw error
      if (!PASSED.has(error.code))
        refusals.set(task.projectId, {
          projectId: task.projectId,
          code: error.code,
          message: error.message,
        })
    }
  }

  /** Says what is in the way, if that is not what was said before. */
  async function tell(): Promise<void> {
    const words = JSON.stringify(now())
    if (words === told || signal.aborted) return
    await store.write((tx) => tx.emit('auto-pull:updated', { id: ID, ...now() }))
    told = words
  }

  const stopListening = store.subscribe((events) => {
    for (const event of events) forgive(event)
    if (events.some(matters)) wake()
  })

  /** What a change may have mended is tried again. */
  function forgive({ event, data }: FeedEvent): void {
    if (event === 'settings:updated' || event === 'provider:updated') refusals.clear()
    if (event === 'project:updated') refusals.delete(data.id)
  }

  return {
    async report() {
      const seq = await store.seq()
      return { ...now(), seq }
    },

    retry(projectId) {
      refusals.delete(projectId)
      wake()
    },

    start: wake,

    async close() {
      stopListening()
      closing.abort()
      await working
    },
  }
}

/** Whether an event may make a task ready or a slot free. What a run tells while it goes on does neither. */
function matters({ event, data }: FeedEvent): boolean {
  const [kind] = event.split(':')
  switch (kind) {
    case 'execution':
      return 'status' in data
    case 'task':
      return !('executionProgress' in data) || 'status' in data
    case 'batch':
      return 'status' in data
    case 'project':
    case 'settings':
    case 'provider':
      return true
    default:
      return false
  }
}
