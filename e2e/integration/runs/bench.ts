import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  AgentRuntime,
  AgentSession,
  OpenSession,
  TurnLimits,
  TurnOutcome,
} from '#electron/agents/runtime.ts'
import { createGit, type Git } from '#electron/git/git.ts'
import { createProjects, type Projects } from '#electron/projects/projects.ts'
import type { Engine } from '#electron/runs/engine.ts'
import { createRuns, type RunsRoom } from '#electron/runs/runs.ts'
import { createSettings, type SettingsService } from '#electron/settings/settings.ts'
import { openStore, type Store } from '#electron/store/store.ts'
import { createLabels } from '#electron/tasks/labels.ts'
import { createTasks, type Tasks } from '#electron/tasks/tasks.ts'
import type { LogItem } from '#shared/run-log.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'

/** What an agent is told, and what it can do about it. */
export interface Turn {
  open: OpenSession
  sessionId: string
  text: string
  limits: TurnLimits
  /** Resolves when the turn is aborted. */
  aborted: Promise<void>
}

/** An agent that does what a test says, in this process: for races that a real one meets too seldom. */
export class FakeAgent implements AgentRuntime {
  /** By default: writes `work.txt` and finishes. */
  onTurn: (turn: Turn) => Promise<TurnOutcome> = async ({ open, text }) => {
    await writeFile(join(open.directory, 'work.txt'), `${text.length}\n`)
    return { kind: 'completed', text: 'Done.' }
  }
  onClose: (open: OpenSession) => Promise<void> = async () => {}
  readonly opened: OpenSession[] = []
  readonly told: { sessionId: string; text: string }[] = []
  /** Session ids the agent still knows. */
  readonly known = new Set<string>()
  #messages = 0

  health = () => ({ state: 'healthy' as const, name: 'Fake', version: '1', problem: null })
  onHealth = () => () => {}
  newMessageId = () => `msg_${String((this.#messages += 1)).padStart(6, '0')}`
  configuredModel = async () => null
  listModels = async () => []
  agentFiles = async () => []
  stop = async () => {}

  async openSession(open: OpenSession): Promise<AgentSession> {
    this.opened.push(open)
    const sessionId =
      open.sessionId !== null && this.known.has(open.sessionId) ? open.sessionId : `ses_${randomUUID()}`
    this.known.add(sessionId)
    let abort = () => {}
    return {
      sessionId,
      turn: async (_messageId, text, limits) => {
        this.told.push({ sessionId, text })
        const aborted = new Promise<void>((resolve) => (abort = resolve))
        return this.onTurn({ open, sessionId, text, limits, aborted })
      },
      abort: async () => abort(),
      close: () => this.onClose(open),
    }
  }
}

/** The run engine on a real database and real git, with an agent that does as told. */
export interface Bench {
  folder: string
  repo: string
  projectId: string
  store: Store
  git: Git
  tasks: Tasks
  projects: Projects
  settings: SettingsService
  runs: RunsRoom
  agent: FakeAgent
  /** Makes a task and starts its run. */
  start(title: string): Promise<Run>
  /** Waits until a run has one of the statuses. */
  until(runId: string, ...statuses: RunStatus[]): Promise<Run>
  /** Waits until `look` gives something, looking again at each feed event. */
  when<T>(look: () => Promise<T | undefined>): Promise<T>
  log(runId: string): Promise<LogItem[]>
  close(): Promise<void>
}

export interface BenchOptions {
  /** Of an earlier bench, whose data is gone on with. */
  on?: Bench
  onStep?: Engine['onStep']
  git?: (git: Git) => Git
  clock?: () => Date
}

export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const folder = options.on?.folder ?? (await temporaryFolder('bench'))
  const repo = options.on?.repo ?? (await makeRepository())
  const store = await openStore({ folder, ...(options.clock === undefined ? {} : { clock: options.clock }) })
  const plain = createGit({ hostId: 'bench' })
  const git = options.git?.(plain) ?? plain
  const agent = new FakeAgent()
  const settings = await createSettings({
    store,
    dataFolder: folder,
    pointerFile: join(folder, 'location.json'),
    configuredModel: agent.configuredModel,
  })
  const tasks = createTasks({ store })
  const labels = createLabels({ store })
  const sample = { files: [], tasks: [] }
  const projects = createProjects({ store, git, settings, dataFolder: folder, tasks, labels, sample })
  const runs = createRuns({
    store,
    git,
    agents: agent,
    projects,
    tasks,
    settings,
    hostId: 'bench',
    dataFolder: folder,
    log: () => {},
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
  })
  let projectId = options.on?.projectId
  if (projectId === undefined) {
    await settings.update({ fetchBeforeRun: false })
    const fields = { localPath: repo, name: 'Bench', key: 'BEN', model: 'fake/model' }
    projectId = (await projects.create(fields)).id
  }
  await runs.start()

  const when: Bench['when'] = (look) =>
    new Promise((resolve, reject) => {
      const again = () => {
        look().then((found) => {
          if (found === undefined) return
          stop()
          resolve(found)
        }, reject)
      }
      const stop = store.subscribe(again)
      again()
    })
  return {
    folder,
    repo,
    projectId,
    store,
    git,
    tasks,
    projects,
    settings,
    runs,
    agent,
    when,
    async start(title) {
      const task = await tasks.create({ projectId, title })
      return runs.execute(task.id)
    },
    until: (runId, ...statuses) =>
      when(async () => {
        const run = await runs.get(runId)
        if (statuses.includes(run.status)) return run
        if (!isTerminal(run.status)) return undefined
        throw new Error(`the run ${run.status}: ${run.failure?.message}`)
      }),
    log: async (runId) => (await runs.logs(runId, 0, 10_000)).items,
    async close() {
      await runs.close()
      await projects.close()
      await store.close()
    },
  }
}

/** Removes what a bench left on the disk. */
export async function clear({ folder, repo }: Bench): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  await rm(repo, { recursive: true, force: true, maxRetries: 3 })
}
