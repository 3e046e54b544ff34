import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeedEvent } from '#shared/events.ts'
import { DEFAULT_POLICY } from '#shared/permissions.ts'
import type { CreateTask, Task } from '#shared/tasks.ts'
import { openStore, type Store } from '../store/store.ts'
import { type Comments, createComments } from './comments.ts'
import { createLabels, type Labels } from './labels.ts'
import { createTasks, type Tasks } from './tasks.ts'

/** For tests: the room on a real database in a folder of its own. */
export interface Fixture {
  /** Where the store is. */
  folder: string
  store: Store
  tasks: Tasks
  labels: Labels
  comments: Comments
  /** Makes an empty project. */
  project(key: string): Promise<string>
  add(projectId: string, title: string, fields?: Partial<CreateTask>): Promise<Task>
  list(filter?: Partial<Parameters<Tasks['list']>[0]>): Promise<Task[]>
  /** What `work` told the feed. */
  feedOf(work: () => Promise<unknown>): Promise<FeedEvent[]>
  close(): Promise<void>
}

/** @param options `clock` where time is not the computer's */
export async function openFixture(options: { clock?: () => Date } = {}): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'openlinear-tasks-'))
  const store = await openStore({ folder, ...options })
  const tasks = createTasks({ store })
  return {
    folder,
    store,
    tasks,
    labels: createLabels({ store }),
    comments: createComments({ store }),
    async project(key) {
      const id = store.newId()
      await store.db
        .insertInto('projects')
        .values({ ...EMPTY_PROJECT, id, key, name: key, repo_path: `/repositories/${key}` })
        .execute()
      return id
    },
    add: (projectId, title, fields) => tasks.create({ projectId, title, ...fields }),
    list: async (filter) => (await tasks.list({ archived: false, limit: 1000, ...filter })).items,
    async feedOf(work) {
      const before = await store.seq()
      await work()
      const replay = await store.replay(before)
      return replay.kind === 'events' ? replay.events : []
    },
    async close() {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const EMPTY_PROJECT = {
  description: '',
  color: 'blue',
  state: 'ready',
  error: null,
  clone_progress: null,
  clone_url: null,
  default_branch: 'main',
  setup_command: null,
  check_command: null,
  copy_files: '[]',
  instructions: '',
  model: null,
  parallel_limit: null,
  agent: null,
  variant: null,
  permissions: JSON.stringify(DEFAULT_POLICY),
  is_sample: 0,
  next_task_number: 1,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  updated_seq: 0,
  deleted_at: null,
}
