import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAttachments } from '#electron/attachments/attachments.ts'
import { createBatches } from '#electron/batches/batches.ts'
import { createBrainstorms } from '#electron/brainstorms/brainstorms.ts'
import { createContests } from '#electron/contests/contests.ts'
import { createDoctor } from '#electron/doctor/doctor.ts'
import { createLogRing } from '#electron/doctor/log-ring.ts'
import { createRepositories } from '#electron/github/repositories.ts'
import type { Host } from '#electron/host-api.ts'
import { createImports } from '#electron/imports/imports.ts'
import { createIssues } from '#electron/issues/issues.ts'
import { Onlookers } from '#electron/process/onlookers.ts'
import { createProviders } from '#electron/providers/providers.ts'
import { createPublications, type PublicationsRoom } from '#electron/publications/publications.ts'
import { createRunRecords } from '#electron/records/records.ts'
import { headlessPlatform } from '#electron/shell/http/headless-platform.ts'
import { createHttpShell, type HttpShellOptions } from '#electron/shell/http/http-shell.ts'
import { createStorage } from '#electron/storage/storage.ts'
import { openStore, type Store } from '#electron/store/store.ts'
import { createInbox } from '#electron/inbox/inbox.ts'
import { createTemplates } from '#electron/templates/templates.ts'
import { createTerminals } from '#electron/terminals/terminals.ts'
import { createTrust } from '#electron/trust/trust.ts'
import { createFiles } from '#electron/files/files.ts'
import { createUsage } from '#electron/usage/usage.ts'
import { createViews } from '#electron/views/views.ts'
import type { Project } from '#shared/projects.ts'
import type { CreateTask, Task } from '#shared/tasks.ts'
import { openBoardRooms } from './board-rooms.ts'
import { FAKE_AGENTS, FAKE_GIT, FAKE_RUNS } from './stand-ins.ts'

export { RUN_ID, RUN_LOG } from './stand-ins.ts'

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

/** The HTTP shell over the real store and services; the engine, agents and git are stand-ins. */
export async function startFixture(options: Partial<HttpShellOptions> = {}): Promise<Fixture> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'openlinear-http-')))
  const pageFolder = join(folder, 'page')
  await mkdir(join(pageFolder, 'assets'), { recursive: true })
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>OpenLinear</title>')
  await writeFile(join(pageFolder, 'assets', 'app-1a2b.js'), 'console.log(1)')

  const dataFolder = join(folder, 'data')
  const store = await openStore({ folder: dataFolder })
  const pointerFile = join(folder, 'config', 'location.json')
  const logged: string[] = []
  const { log, lines } = createLogRing((level, message, data) =>
    logged.push(`${level} ${message} ${JSON.stringify(data)}`),
  )
  const platform = headlessPlatform({ dataFolder, pointerFile, log })
  const version = '1.2.3'
  const { settings, tasks, labels, comments, projects, github } = await openBoardRooms({
    store,
    dataFolder,
    pointerFile,
    secrets: platform.secrets,
    version,
    hostId: 'test',
    log,
  })
  const agents = FAKE_AGENTS
  const git = FAKE_GIT
  const providers = createProviders({ store, settings, agents, secrets: platform.secrets, log })
  const doctor = createDoctor({
    version,
    store,
    git,
    agents,
    providers,
    github,
    projects,
    settings,
    platform,
    dataFolder,
    ripgrep: async () => null,
    strays: async () => [],
    log: { lines },
  })
  const batches = createBatches({
    store,
    git,
    projects,
    tasks,
    runs: FAKE_RUNS,
    settings,
    pullRequests: {
      planForBatch: (batchId, head) => publications.planForBatch(batchId, head),
      openForBatch: (tx, plan) => publications.openForBatch(tx, plan),
      pullOfBatch: (tx, batchId) => publications.pullOfBatch(tx, batchId),
    },
    hostId: 'test',
    dataFolder,
    log,
  })
  const publications: PublicationsRoom = createPublications({
    store,
    git,
    github,
    projects,
    tasks,
    runs: FAKE_RUNS,
    batches,
    settings,
    dataFolder,
    log,
    secrets: () => doctor.secrets(),
    onlookers: new Onlookers(),
  })
  const contests = createContests({ store, git, projects, tasks, runs: FAKE_RUNS, settings, log })
  const onlookers = new Onlookers()
  const trust = createTrust({ store, git, projects, settings, agents })
  const attachments = createAttachments({ store, dataFolder, log })
  const host: Host = {
    version,
    projects,
    tasks,
    labels,
    comments,
    views: createViews({ store, projects }),
    templates: createTemplates({ store, projects, labels }),
    attachments,
    inbox: createInbox({ store, log }),
    usage: createUsage({ store }),
    files: createFiles(git),
    runs: FAKE_RUNS,
    runRecords: createRunRecords({
      version,
      runs: FAKE_RUNS,
      tasks,
      projects,
      secrets: () => doctor.secrets(),
    }),
    batches,
    contests,
    brainstorms: createBrainstorms({ store, tasks, labels, comments, projects, runs: FAKE_RUNS }),
    autoPull: { report: async () => ({ refusals: [], held: null, seq: 0 }), retry: () => {} },
    github,
    repositories: createRepositories({ store, api: (accountId) => github.api(accountId), log }),
    publications,
    imports: createImports({ store, projects, tasks, labels, dataFolder }),
    issues: createIssues({ store, github, projects, tasks, labels, comments, onlookers, log }),
    settings,
    agents,
    providers,
    trust,
    doctor,
    storage: createStorage({
      store,
      git: FAKE_GIT,
      runs: FAKE_RUNS,
      batches,
      projects,
      attachments,
      dataFolder,
      log,
    }),
    platform,
    log,
    onlookers,
    terminals: createTerminals({ store, projects, runs: FAKE_RUNS, trust, hostId: 'test', log }),
    feed: {
      seq: () => store.seq(),
      replay: (after) => store.replay(after),
      subscribe: (listener) => store.subscribe(listener),
    },
    close: () => store.close(),
  }
  const shell = await createHttpShell({
    host,
    token: TOKEN,
    port: 0,
    allowHosts: [],
    pageFolder,
    log,
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
      providers.close()
      await projects.close()
      await host.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
