import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentRuntime } from '#electron/agents/runtime.ts'
import type { Host } from '#electron/host-api.ts'
import type { ProjectGit } from '#electron/projects/options.ts'
import { createProjects } from '#electron/projects/projects.ts'
import type { Runs } from '#electron/runs/runs.ts'
import { createSettings } from '#electron/settings/settings.ts'
import { createHttpShell, type HttpShellOptions } from '#electron/shell/http/http-shell.ts'
import { openStore, type Store } from '#electron/store/store.ts'
import { createComments } from '#electron/tasks/comments.ts'
import { createLabels } from '#electron/tasks/labels.ts'
import { createTasks } from '#electron/tasks/tasks.ts'
import { AppError, notFound } from '#shared/errors.ts'
import type { LogItem } from '#shared/run-log.ts'
import type { Project } from '#shared/projects.ts'
import type { CreateTask, Task } from '#shared/tasks.ts'

export const TOKEN = 'a-token-for-the-tests-0123456789'

export interface Answer {
  status: number
  headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  body: any
}

export interface Fixture {
  folder: string
  url: string
  port: number
  store: Store
  host: Host
  logged: string[]
  /** Calls with the token; `body` goes out as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  project(): Promise<Project>
  task(projectId: string, fields?: Partial<CreateTask>): Promise<Task>
  close(): Promise<void>
}

/** Run `RUN_ID` is there, with this log, and over. */
export const RUN_ID = '01990000-0000-7000-8000-000000000001'
export const RUN_LOG: LogItem[] = Array.from({ length: 5 }, (_, index) => ({
  seq: index + 1,
  at: '2026-01-01T00:00:00.000Z',
  kind: 'notice',
  level: 'info',
  text: `line ${index + 1}`,
}))

/** The HTTP shell over the real store and services; the engine, agents and git are stand-ins. */
export async function startFixture(options: Partial<HttpShellOptions> = {}): Promise<Fixture> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'openlinear-http-')))
  const pageFolder = join(folder, 'page')
  await mkdir(join(pageFolder, 'assets'), { recursive: true })
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>OpenLinear</title>')
  await writeFile(join(pageFolder, 'assets', 'app-1a2b.js'), 'console.log(1)')

  const dataFolder = join(folder, 'data')
  const store = await openStore({ folder: dataFolder })
  const settings = await createSettings({
    store,
    dataFolder,
    pointerFile: join(folder, 'config', 'location.json'),
    configuredModel: async () => null,
  })
  const tasks = createTasks({ store })
  const labels = createLabels({ store })
  const projects = createProjects({
    store,
    git: FAKE_GIT,
    settings,
    dataFolder,
    tasks,
    labels,
    sample: { files: [], tasks: [] },
  })
  const host: Host = {
    version: '1.2.3',
    projects,
    tasks,
    labels,
    comments: createComments({ store }),
    runs: FAKE_RUNS,
    settings,
    agents: FAKE_AGENTS,
    feed: {
      seq: () => store.seq(),
      replay: (after) => store.replay(after),
      subscribe: (listener) => store.subscribe(listener),
    },
    close: () => store.close(),
  }
  const logged: string[] = []
  const shell = await createHttpShell({
    host,
    token: TOKEN,
    port: 0,
    allowHosts: [],
    pageFolder,
    log: (level, message, data) => logged.push(`${level} ${message} ${JSON.stringify(data)}`),
    writeLimit: { calls: 100_000, seconds: 10 },
    ...options,
  })

  const call: Fixture['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(new URL(path, shell.url), {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    }
  }
  let made = 0
  return {
    folder,
    url: shell.url,
    port: shell.port,
    store,
    host,
    logged,
    call,
    async project() {
      made += 1
      const localPath = join(folder, `repository-${made}`)
      await mkdir(localPath)
      return (await call('POST', '/api/projects', { localPath })).body
    },
    async task(projectId, fields = {}) {
      return (await call('POST', '/api/tasks', { projectId, title: 'A task', ...fields })).body
    },
    async close() {
      await shell.close()
      await projects.close()
      await host.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const FAKE_GIT = {
  openRepository: async (path: string) => ({
    root: path,
    commonDir: join(path, '.git'),
    currentBranch: 'main',
    defaultBranch: 'main',
  }),
  checkCloneUrl: async (url: string) => {
    if (!url.startsWith('https://')) throw new AppError('INVALID_CLONE_URL', 'Give an https address.')
    return { name: 'cloned' }
  },
  clone: ({ signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
  initSample: async () => undefined,
} as unknown as ProjectGit

const runOrThrow = async (id: string) => {
  if (id !== RUN_ID) throw notFound('run', id)
  return { id } as Awaited<ReturnType<Runs['get']>>
}
const FAKE_RUNS = {
  get: runOrThrow,
  list: async () => ({ items: [], seq: 0 }),
  listForTask: async () => ({ items: [], seq: 0 }),
  listTrash: async () => ({ items: [], seq: 0 }),
  execute: async () => {
    throw new Error(`SECRET sk-123 in /home/somebody/private`)
  },
  cancelTask: async (id: string) => {
    throw notFound('task', id)
  },
  previewPrompt: async () => 'a prompt',
  retry: runOrThrow,
  cancel: runOrThrow,
  discard: runOrThrow,
  sendBack: runOrThrow,
  continue: runOrThrow,
  diff: runOrThrow,
  merge: runOrThrow,
  restoreTrash: async (id: string) => {
    throw notFound('trash entry', id)
  },
  logs: async () => ({ items: RUN_LOG, lastSeq: RUN_LOG.length }),
  async *follow(_id: string, after: number) {
    const rest = RUN_LOG.filter((item) => item.seq > after)
    yield rest.slice(0, 2)
    yield rest.slice(2)
  },
  releaseTask: async () => undefined,
  releaseProject: async () => undefined,
} as unknown as Runs

const FAKE_AGENTS = {
  health: () => ({ state: 'stopped', name: 'OpenCode', version: null, problem: null }),
  listModels: async () => [],
  configuredModel: async () => null,
} as unknown as AgentRuntime
