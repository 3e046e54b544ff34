import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { DEFAULT_POLICY } from '#shared/permissions.ts'
import { NO_PROJECT_SETTINGS } from '#shared/project-settings.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Client } from '../../support/host.ts'
import { bash, scripted, write } from '../../support/scripted.ts'
import type { FuzzHost } from './fuzz-host.ts'
import { Pool } from './references.ts'
import { SECRETS } from './sandbox.ts'

/** Things on a fuzzed host that calls can get at. */
export class World {
  readonly host: FuzzHost
  readonly client: Client
  readonly pool = new Pool()

  constructor(host: FuzzHost) {
    this.host = host
    this.client = createORPCClient(
      new RPCLink({
        url: new URL('/rpc', host.url).href,
        headers: { authorization: `Bearer ${host.token}` },
      }),
    )
  }

  /** Sets a key that nobody may see. It starts the agent's program, which takes its time. */
  async setKey(): Promise<void> {
    await this.client.providers.setKey({ id: 'openai', key: SECRETS.setHere })
  }

  #settings = () =>
    this.client.settings.update({
      model: 'practice/scripted',
      openCodeCloud: false,
      cloneFolder: null,
      parallelLimit: 3,
      maxBatchSize: 100,
      autoPull: false,
      maxRunCost: 0,
      maxBatchCost: 0,
      maxDayCost: 0,
      maxBatchMinutes: 0,
      maxDayMinutes: 0,
      publish: 'local',
      onDiverged: 'local',
      maxFixAttempts: 1,
      totalLimitMinutes: 60,
      runGitHooks: false,
      signCommits: false,
    })

  /** Makes what is missing: a project, tasks, labels, a view, a template, comments. A sequence of calls begins with the same. */
  async refill(): Promise<void> {
    await this.#settings()
    const { items } = await this.client.projects.list()
    let project = items.find(({ state, isSample }) => state === 'ready' && !isSample)
    for (const localPath of this.host.sandbox.repositories) {
      project ??= await this.client.projects.create({ localPath }).catch(() => undefined)
    }
    if (project === undefined) throw new Error('no repository is left for a project')
    await this.client.projects.update({
      id: project.id,
      model: 'practice/scripted',
      defaultBranch: 'main',
      setupCommand: null,
      checkCommand: null,
      finalCheckCommand: null,
      devCommand: null,
      settings: NO_PROJECT_SETTINGS,
      copyFiles: [],
      parallelLimit: null,
      agent: null,
      variant: null,
      permissions: DEFAULT_POLICY,
    })
    const labels = await this.client.labels.list()
    if (labels.items.length === 0) await this.client.labels.create({ name: 'A label' })
    const views = await this.client.views.list()
    if (views.items.length === 0) await this.client.views.create({ name: 'A view', query: {} })
    const templates = await this.client.templates.list()
    if (templates.items.length === 0) await this.client.templates.create({ name: 'A template' })
    const terminals = await this.client.terminals.list()
    if (terminals.items.length === 0) await this.client.terminals.createInProject({ id: project.id })
    const tasks = await this.client.tasks.list({ projectId: project.id })
    for (const [index, description] of SCRIPTS.entries()) {
      if (tasks.items.filter(({ status }) => status === 'todo').length + index >= SCRIPTS.length) break
      const { id } = await this.client.tasks.create({
        projectId: project.id,
        title: `Task ${index}`,
        description,
      })
      await this.client.tasks.addComment({ id, body: 'A comment' })
    }
    await this.#batch(project.id)
    await this.look()
  }

  /** A queue that waits, with something in it to be approved, skipped or sent back. */
  async #batch(projectId: string): Promise<void> {
    const { client } = this
    if ((await client.batches.list({ open: true })).items.length > 0) return
    const ids: string[] = []
    for (const [index, description] of [SCRIPTS[0], SCRIPTS[0], SCRIPTS[3]].entries()) {
      const task = await client.tasks.create({ projectId, title: `Batched ${index}`, description })
      ids.push(task.id)
    }
    await client.batches.create({ taskIds: ids, mode: 'queue', options: { autoApprove: false } })
  }

  /** Executes some tasks and goes on at once, so that what follows meets their runs at work. */
  async begin(): Promise<void> {
    const { items } = await this.client.tasks.list({ status: 'todo' })
    for (const { id } of items.slice(0, 3)) await this.client.tasks.execute({ id })
    await this.look()
  }

  /** Executes tasks until there are runs in several states, a request, a message, a grant and something in the trash. */
  async work(): Promise<void> {
    const { items } = await this.client.tasks.list({ status: 'todo' })
    const runs = await Promise.all(
      items.slice(0, SCRIPTS.length).map(({ id }) => this.client.tasks.execute({ id }).catch(() => null)),
    )
    const ids = runs.flatMap((run) => (run === null ? [] : [run.id]))
    await this.settled(ids)
    const [first] = ids
    if (first !== undefined) await this.client.runs.discard({ id: first }).catch(() => undefined)
    await this.look()
  }

  /** Waits until each of the runs is over, waits, or goes on and on. */
  async settled(ids: readonly string[]): Promise<void> {
    const deadline = Date.now() + 280_000
    for (;;) {
      const runs = await Promise.all(ids.map((id) => this.client.runs.get({ id }).catch(() => null)))
      const moving = runs.filter((run) => run !== null && !isTerminal(run.status) && run.status !== 'waiting')
      if (moving.every((run) => run?.status === 'running' && run.lastAction?.includes('sleep'))) return
      if (Date.now() > deadline) throw new Error(`runs that do not end: ${JSON.stringify(moving)}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  /** Looks at what there is, by way of the contract, and checks that every list can be read. */
  async look(): Promise<void> {
    const { client, pool } = this
    const { sandbox } = this.host
    const ids = (items: { id: string }[]) => items.map(({ id }) => id)
    const [projects, tasks, runs, batches, contests, publications, requests, labels, trash, storage] =
      await Promise.all([
        client.projects.list(),
        client.tasks.list({ limit: 1000 }),
        client.runs.list(),
        client.batches.list({}),
        client.contests.list(),
        client.publications.list({}),
        client.requests.list(),
        client.labels.list(),
        client.trash.list(),
        client.storage.report(),
      ])
    pool.set('repositories', sandbox.repositories)
    pool.set('folders', sandbox.folders)
    pool.set('scripts', SCRIPTS)
    pool.set('projects', ids(projects.items))
    pool.set('tasks', ids(tasks.items).slice(-30))
    pool.set('identifiers', tasks.items.map(({ identifier }) => identifier).slice(-30))
    pool.set('runs', ids(runs.items))
    pool.set(
      'commits',
      runs.items.flatMap(({ headCommit, baseCommit }) =>
        [headCommit, baseCommit].filter((one) => one !== null),
      ),
    )
    pool.set('paths', ['README.md', 'a.txt', 'one.txt', 'two.txt', 'three.txt'])
    pool.set('batches', ids(batches.items).slice(0, 3))
    pool.set('contests', ids(contests.items).slice(0, 3))
    pool.set('publications', ids(publications.items).slice(0, 3))
    const open = batches.items.filter(({ endedAt }) => endedAt === null)
    const batched = open.flatMap((batch) => batch.tasks.map(({ taskId }) => taskId))
    pool.set('batched', batched)
    const free = tasks.items.filter(({ id, status }) => status === 'todo' && !batched.includes(id))
    pool.set('ready', ids(free).slice(-6))
    pool.set('requests', ids(requests.items))
    pool.set('labels', ids(labels.items))
    pool.set('trash', ids(trash.items))
    pool.set('storage', storage.items.map(({ item }) => item).sort())
    const [views, templates] = await Promise.all([client.views.list(), client.templates.list()])
    pool.set('views', ids(views.items).slice(-5))
    pool.set('templates', ids(templates.items).slice(-5))
    pool.set('terminals', ids((await client.terminals.list()).items).slice(-5))
    const [comments, messages, grants] = await Promise.all([
      Promise.all(tasks.items.slice(-5).map(({ id }) => client.tasks.comments({ id }))),
      Promise.all(runs.items.slice(-5).map(({ id }) => client.runs.messages({ id }))),
      Promise.all(projects.items.map(({ id }) => client.projects.grants({ id }))),
    ])
    pool.set(
      'comments',
      comments.flatMap(({ items }) => ids(items)),
    )
    pool.set(
      'messages',
      messages.flatMap(({ items }) => ids(items)),
    )
    pool.set(
      'grants',
      grants.flatMap(({ items }) => ids(items)),
    )
  }
}

/** Small work, a question, a permission, a long silence, a failure, and nothing at all. */
export const SCRIPTS: string[] = [
  scripted(write('one.txt', 'one\n'), { text: 'Done.' }),
  scripted({ question: { text: 'Which?', options: ['A', 'B'] } }, write('two.txt', 'two\n'), {
    text: 'Done.',
  }),
  scripted(bash('cat /etc/hostname'), write('three.txt', 'three\n'), { text: 'Done.' }),
  scripted(bash('sleep 600'), { text: 'Done.' }),
  scripted({ error: 401, message: 'no such key' }),
  scripted({ text: 'Nothing to do.' }),
]
