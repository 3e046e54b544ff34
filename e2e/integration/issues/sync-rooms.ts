import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Github } from '#electron/github/github.ts'
import type { IssueMoment } from '#electron/issues/context.ts'
import { createIssues, type IssuesRoom } from '#electron/issues/issues.ts'
import { Onlookers } from '#electron/process/onlookers.ts'
import type { Projects } from '#electron/projects/projects.ts'
import { openStore, type Store } from '#electron/store/store.ts'
import type { Comments } from '#electron/tasks/comments.ts'
import type { Labels } from '#electron/tasks/labels.ts'
import type { Tasks } from '#electron/tasks/tasks.ts'
import type { IssueLink, IssueSync, IssueWrite } from '#shared/issues.ts'
import type { Project } from '#shared/projects.ts'
import type { CreateTask, Task } from '#shared/tasks.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import type { Issue } from '../../support/github/records.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { secretsInMemory } from '../github/follow-rooms.ts'
import { openBoardRooms } from '../http/board-rooms.ts'

/** The rooms of issues on a real database and the stand-in for GitHub; time goes on by {@link settle} alone. */
export interface SyncRooms {
  fake: FakeGithub
  store: Store
  tasks: Tasks
  labels: Labels
  comments: Comments
  projects: Projects
  github: Github
  issues: IssuesRoom
  complaints: string[]
  /** Called at each moment of the journal; what it throws ends a look as a crash would. */
  onMoment: ((moment: IssueMoment) => void) | null
  /** A repository of Ada's, in which Grace may write, and a project over it, which keeps issues the same. */
  place(sync?: Partial<IssueSync>): Promise<{ repository: FakeRepository; project: Project }>
  /** A task that is linked with an issue of a repository of its own. */
  linked(issue?: { title?: string; body?: string; labels?: string[] }): Promise<Linked>
  task(projectId: string, fields?: Partial<CreateTask>): Promise<Task>
  /** Does what is due within the next moments. @param projectId of one that is synced by hand first */
  settle(projectId?: string): Promise<void>
  link(taskId: string): Promise<IssueLink>
  /** Newest first. */
  log(taskId: string): Promise<IssueWrite[]>
  /** How often GitHub was asked to change something so far. */
  writes(): number
  /** Ada's account gets another token. */
  signIn(): Promise<void>
  /** The rooms anew on the same database, as after a kill -9. */
  restart(): Promise<void>
  end(): Promise<void>
}

/** A task and the issue it is linked with. */
export interface Linked {
  repository: FakeRepository
  project: Project
  projectId: string
  issue: Issue
  /** Of the task. */
  id: string
}

/** Before all that a test does. */
export const EARLIER = '2026-01-01T00:00:00Z'

/** In the order of their letters. */
export const byName = (one: unknown, other: unknown) => (String(one) < String(other) ? -1 : 1)

/** What is gathered for a while goes out within this time. */
const HORIZON_MS = 10_000
/** More than so many looks for one change do not end. */
const MOST_STEPS = 60

export async function openSyncRooms(): Promise<SyncRooms> {
  const fake = await FakeGithub.start()
  for (const login of ['ada', 'grace']) fake.addUser(login)
  const folder = await temporaryFolder('issues')
  const dataFolder = join(folder, 'data')
  const complaints: string[] = []
  const log = (level: string, message: string, data?: object) =>
    void complaints.push(`${level} ${message} ${JSON.stringify(data)}`)
  const store = await openStore({ folder: dataFolder })
  const pointerFile = join(folder, 'config', 'location.json')
  const { settings, tasks, labels, comments, projects, github } = await openBoardRooms({
    store,
    dataFolder,
    pointerFile,
    secrets: secretsInMemory(),
    version: '0',
    hostId: 'issues',
    log,
  })
  await settings.update({ githubHosts: [{ host: fake.host, clientId: 'Ov23liStandInForTests' }] })
  const signIn = async () => {
    await github.addToken({ host: fake.host, token: fake.addToken('ada').value })
  }
  await signIn()
  const onlookers = new Onlookers()
  const open = () =>
    createIssues({
      store,
      github,
      projects,
      tasks,
      labels,
      comments,
      onlookers,
      log,
      onMoment: (_, moment) => rooms.onMoment?.(moment),
    })
  let made = 0
  const rooms: SyncRooms = {
    fake,
    store,
    tasks,
    labels,
    comments,
    projects,
    github,
    complaints,
    signIn,
    issues: open(),
    onMoment: null,
    async place(sync = {}) {
      made += 1
      const localPath = join(folder, `repository-${made}`)
      await mkdir(localPath)
      const { id } = await projects.create({ localPath, key: `P${made}` })
      fake.addRepositories('ada', 1, { name: `r${made}`, access: { grace: 'write' } })
      const place = JSON.stringify({ host: fake.host, owner: 'ada', name: `r${made}-1` })
      await store.db.updateTable('projects').set({ github: place }).where('id', '=', id).execute()
      await projects.update({ id, issueSync: { enabled: true, newIssues: null, ...sync } })
      await rooms.settle()
      return { repository: fake.repository(`ada/r${made}-1`), project: await projects.get(id) }
    },
    async linked({ title = 'Leaks', ...rest } = {}) {
      const place = await rooms.place()
      const projectId = place.project.id
      const issue = place.repository.addIssue(title, rest)
      const order = { projectId, numbers: [issue.number], status: 'todo' as const }
      const [id = ''] = (await rooms.issues.import(order)).taskIds
      await rooms.settle()
      return { ...place, issue, id, projectId }
    },
    task: (projectId, fields = {}) => tasks.create({ projectId, title: 'A task', ...fields }),
    async settle(projectId) {
      if (projectId !== undefined) await rooms.issues.sync(projectId)
      for (let steps = 0; steps < MOST_STEPS; steps += 1) {
        const horizon = Date.now() + HORIZON_MS
        const next = await rooms.issues.step(horizon)
        if (next === null || next > horizon) return
        await letAge(store)
      }
      const due = await store.db
        .selectFrom('issue_links')
        .selectAll()
        .where('due_at', 'is not', null)
        .execute()
      throw new Error(`what is due does not end: ${JSON.stringify(due)}`)
    },
    async link(taskId) {
      const [link] = (await rooms.issues.links({ taskId, limit: 1 })).items
      if (link === undefined) throw new Error(`${taskId} has no issue`)
      return link
    },
    log: async (taskId) => (await rooms.issues.writes({ taskId, limit: 100 })).items,
    writes: () =>
      fake.calls().filter(({ method, path }) => method !== 'GET' && !path.includes('graphql')).length,
    async restart() {
      await rooms.issues.close()
      rooms.issues = open()
    },
    async end() {
      await rooms.issues.close()
      await projects.close()
      await github.close()
      await store.close()
      await fake.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
  return rooms
}

/** Comments of this second would be read until it is over, since one may be changed in it and nothing tells. */
async function letAge(store: Store): Promise<void> {
  await store.db
    .updateTable('issue_links')
    .set({ comments_at: store.now(), due_at: null })
    .where('comments_at', 'is', null)
    .where('number', 'is not', null)
    .where((row) => row.or([row('waiting', '=', '[]'), row('failure', 'is not', null)]))
    .where('due_at', '>', store.now())
    .execute()
}
