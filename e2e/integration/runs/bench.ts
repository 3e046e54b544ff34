import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAttachments } from '#electron/attachments/attachments.ts'
import type {
  AgentAsk,
  AgentProviders,
  AgentRuntime,
  AgentSession,
  AskReply,
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
import type { Trust } from '#electron/trust/trust.ts'
import type { AgentChoice } from '#shared/agents.ts'
import type { Model } from '#shared/providers.ts'
import type { Request } from '#shared/requests.ts'
import type { LogItem } from '#shared/run-log.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { CreateTask } from '#shared/tasks.ts'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'

/** What an agent is told, and what it can do about it. */
export interface Turn {
  open: OpenSession
  sessionId: string
  text: string
  limits: TurnLimits
  /** Resolves when the turn is aborted. */
  aborted: Promise<void>
  /** Asks, and waits for the answer as a tool of the agent does. */
  ask(ask: AgentAsk): Promise<AskReply>
  /** Says that something else of the agent goes on, or does no more. */
  busy(isBusy: boolean): void
  /** An ask goes away without an answer. */
  vanish(ref: string): void
}

/** What the session of a {@link FakeAgent} asks. */
class FakeAsks {
  #isBusy = false
  #open: { ask: AgentAsk; resolve: (reply: AskReply) => void }[] = []
  readonly #tell: OpenSession['onAsks']

  constructor(tell: OpenSession['onAsks']) {
    this.#tell = tell
  }

  ask(ask: AgentAsk): Promise<AskReply> {
    return new Promise((resolve) => {
      this.#open.push({ ask, resolve })
      this.#say()
    })
  }

  busy(isBusy: boolean): void {
    this.#isBusy = isBusy
    this.#say()
  }

  /** @returns whether it was open */
  close(ref: string, reply?: AskReply): boolean {
    const found = this.#open.find(({ ask }) => ask.ref === ref)
    if (found === undefined) return false
    this.#open = this.#open.filter((one) => one !== found)
    this.#say()
    if (reply !== undefined) found.resolve(reply)
    return true
  }

  /** The turn is over, its asks with it. */
  clear(): void {
    this.#open = []
    this.#isBusy = false
    this.#say()
  }

  #say(): void {
    const open = this.#open.map(({ ask }) => ask)
    this.#tell({ open, blocked: open.length > 0 && !this.#isBusy })
  }
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
  /** Messages whose turn did not come to its end. */
  readonly #cut = new Set<string>()

  readonly name = 'Fake'
  agents: AgentChoice[] = [
    { name: 'build', description: '', source: 'built-in', readOnly: false },
    { name: 'plan', description: '', source: 'built-in', readOnly: true },
  ]
  health = async () => ({
    state: 'healthy' as const,
    name: this.name,
    version: '1',
    problem: null,
    servers: [],
    crashes: 0,
    retryAt: null,
  })
  onHealth = () => () => {}
  newMessageId = () => `msg_${String((this.#messages += 1)).padStart(6, '0')}`
  warm = () => {}
  /** Directories loaded ahead and not let go. */
  readonly loaded = new Set<string>()
  loadAhead = async (_model: string, directory: string) => void this.loaded.add(directory)
  letGo = (directory: string) => void this.loaded.delete(directory)
  configuredModel = async () => null
  listAgents = async () => this.agents
  obeys = () => false
  reload = () => {}
  restart = async () => {}
  stop = async () => {}
  get providers(): AgentProviders {
    throw new Error('the engine asks for no providers')
  }

  async openSession(open: OpenSession): Promise<AgentSession> {
    this.opened.push(open)
    const sessionId =
      open.sessionId !== null && this.known.has(open.sessionId) ? open.sessionId : `ses_${randomUUID()}`
    this.known.add(sessionId)
    let abort = () => {}
    const asks = new FakeAsks(open.onAsks)
    return {
      sessionId,
      program: { version: '1', configHash: '' },
      turn: async (messageId, text, limits) => {
        // As the real one: what it has heard it does not hear again.
        const cut = this.#cut.has(messageId)
        if (cut) return { kind: 'interrupted' }
        this.told.push({ sessionId, text })
        const aborted = new Promise<void>((resolve) => (abort = resolve))
        const outcome = await this.onTurn({
          open,
          sessionId,
          text,
          limits,
          aborted,
          ask: (ask) => asks.ask(ask),
          busy: (isBusy) => asks.busy(isBusy),
          vanish: (ref) => void asks.close(ref),
        })
        if (outcome.kind === 'completed') return outcome
        this.#cut.add(messageId)
        asks.clear()
        return outcome
      },
      answer: async (ref, reply) => asks.close(ref, reply),
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
  start(title: string, fields?: Partial<CreateTask>): Promise<Run>
  /** Waits until a run has one of the statuses. */
  until(runId: string, ...statuses: RunStatus[]): Promise<Run>
  /** Waits until `look` gives something, looking again at each feed event. */
  when<T>(look: () => Promise<T | undefined>): Promise<T>
  /** Waits for the requests of a run to be `count`, and gives them. */
  asked(runId: string, count?: number): Promise<Request[]>
  log(runId: string): Promise<LogItem[]>
  close(): Promise<void>
}

export interface BenchOptions {
  /** Of an earlier bench, whose data is gone on with. */
  on?: Bench
  onStep?: Engine['onStep']
  git?: (git: Git) => Git
  clock?: () => Date
  /** With what it remembers of its sessions, as a real one keeps it on the disk. */
  agent?: FakeAgent
  /** Of connected providers, to choose from; by default none. */
  models?: Model[]
  /** By default no work is on its way to a remote. */
  isPublishing?: Engine['isPublishing']
  /** By default no task belongs to a batch. */
  batchOf?: Engine['batchOf']
  /** By default no work belongs to one. */
  mergedWith?: Engine['mergedWith']
  /** Nothing in the way unless said. */
  trust?: Partial<Trust>
  /** By default nobody is signed in. */
  github?: Parameters<typeof createProjects>[0]['github']
}

const NO_DISTRUST: Trust = {
  report: async () => ({ hash: null, files: [], trusted: true }),
  trust: async () => ({ hash: null, files: [], trusted: true }),
  withdraw: async () => ({ hash: null, files: [], trusted: true }),
  requireTrusted: async () => {},
  untrusted: async () => null,
  hashOf: async () => null,
  obeyed: async () => [],
  accept: async () => {},
}

export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const folder = options.on?.folder ?? (await temporaryFolder('bench'))
  const repo = options.on?.repo ?? (await makeRepository())
  const store = await openStore({ folder, ...(options.clock === undefined ? {} : { clock: options.clock }) })
  const plain = createGit({ hostId: 'bench' })
  const git = options.git?.(plain) ?? plain
  const agent = options.agent ?? new FakeAgent()
  const settings = await createSettings({
    store,
    dataFolder: folder,
    pointerFile: join(folder, 'location.json'),
    configuredModel: agent.configuredModel,
  })
  const tasks = createTasks({ store })
  const labels = createLabels({ store })
  const sample = { files: [], tasks: [] }
  const projects = createProjects({
    store,
    git,
    settings,
    dataFolder: folder,
    tasks,
    labels,
    github: options.github ?? { accounts: async () => [], hosts: async () => [] },
    log: () => {},
    sample,
  })
  const runs = createRuns({
    store,
    git,
    agents: agent,
    projects,
    tasks,
    trust: { ...NO_DISTRUST, ...options.trust },
    settings,
    attachments: createAttachments({ store, dataFolder: folder, log: () => {} }),
    models: async () => options.models ?? [],
    batchOf: options.batchOf ?? (async () => null),
    contestOf: async () => null,
    isPublishing: options.isPublishing ?? (async () => false),
    openContests: async () => [],
    mergedWith: options.mergedWith ?? (async () => []),
    version: '0',
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
    async start(title, fields) {
      const task = await tasks.create({ projectId, title, ...fields })
      return runs.execute(task.id)
    },
    until: (runId, ...statuses) =>
      when(async () => {
        const run = await runs.get(runId)
        if (statuses.includes(run.status)) return run
        if (!isTerminal(run.status)) return undefined
        throw new Error(`the run ${run.status}: ${run.failure?.message}`)
      }),
    asked: (runId, count = 1) =>
      when(async () => {
        const { items } = await runs.requests()
        const own = items.filter((request) => request.runId === runId)
        return own.length === count ? own : undefined
      }),
    log: async (runId) => (await runs.logs({ id: runId, after: 0, limit: 10_000 })).items,
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
