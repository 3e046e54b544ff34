import { implement } from '@orpc/server'
import { contract } from '#shared/contract.ts'
import type { Host } from '../host-api.ts'

/** The contract over a host; the same for every transport. */
export function createRouter(host: Host, shell: 'electron' | 'headless') {
  const { projects, tasks, comments, labels, runs, settings, agents } = host
  const os = implement(contract)
  /** @throws AppError NOT_FOUND */
  const idOf = async (task: { id: string }) => (await tasks.get(task.id)).id

  return os.router({
    projects: {
      list: os.projects.list.handler(() => projects.list()),
      create: os.projects.create.handler(({ input }) => projects.create(input)),
      get: os.projects.get.handler(({ input }) => projects.get(input.id)),
      update: os.projects.update.handler(({ input }) => projects.update(input)),
      remove: os.projects.remove.handler(async ({ input }) => {
        await projects.get(input.id)
        await runs.releaseProject(input.id)
        return projects.remove(input.id)
      }),
      cancelClone: os.projects.cancelClone.handler(({ input }) => projects.cancelClone(input.id)),
      createSample: os.projects.createSample.handler(() => projects.createSample()),
    },
    tasks: {
      list: os.tasks.list.handler(({ input }) => tasks.list(input)),
      create: os.tasks.create.handler(({ input }) => tasks.create(input)),
      get: os.tasks.get.handler(({ input }) => tasks.get(input.id)),
      update: os.tasks.update.handler(async ({ input }) => tasks.update({ ...input, id: await idOf(input) })),
      remove: os.tasks.remove.handler(async ({ input }) => {
        const id = await idOf(input)
        // Nothing is released of a task that may not go.
        await tasks.requireRemovable(id)
        await runs.releaseTask(id)
        return tasks.remove(id)
      }),
      execute: os.tasks.execute.handler(async ({ input }) => runs.execute(await idOf(input))),
      cancel: os.tasks.cancel.handler(async ({ input }) => runs.cancelTask(await idOf(input))),
      runs: os.tasks.runs.handler(async ({ input }) => runs.listForTask(await idOf(input))),
      comments: os.tasks.comments.handler(async ({ input }) => comments.list(await idOf(input))),
      addComment: os.tasks.addComment.handler(async ({ input }) =>
        comments.add(await idOf(input), input.body),
      ),
      activity: os.tasks.activity.handler(async ({ input }) => tasks.activity(await idOf(input))),
      prompt: os.tasks.prompt.handler(async ({ input }) => ({
        text: await runs.previewPrompt(await idOf(input)),
      })),
    },
    comments: {
      update: os.comments.update.handler(({ input }) => comments.update(input.id, input.body)),
      remove: os.comments.remove.handler(({ input }) => comments.remove(input.id)),
    },
    labels: {
      list: os.labels.list.handler(() => labels.list()),
      create: os.labels.create.handler(({ input }) => labels.create(input)),
      update: os.labels.update.handler(({ input }) => labels.update(input)),
      remove: os.labels.remove.handler(({ input }) => labels.remove(input.id)),
    },
    runs: {
      list: os.runs.list.handler(() => runs.list()),
      get: os.runs.get.handler(({ input }) => runs.get(input.id)),
      logs: os.runs.logs.handler(async ({ input }) => {
        await runs.get(input.id)
        return runs.logs(input.id, input.after, input.limit)
      }),
      diff: os.runs.diff.handler(({ input }) => runs.diff(input.id)),
      retry: os.runs.retry.handler(({ input }) => runs.retry(input.id)),
      sendBack: os.runs.sendBack.handler(({ input }) => runs.sendBack(input.id, input.comments)),
      continue: os.runs.continue.handler(({ input }) => runs.continue(input.id, input.choice)),
      cancel: os.runs.cancel.handler(({ input }) => runs.cancel(input.id)),
      discard: os.runs.discard.handler(({ input }) => runs.discard(input.id)),
      merge: os.runs.merge.handler(({ input: { id, ...options } }) => runs.merge(id, options)),
    },
    trash: {
      list: os.trash.list.handler(() => runs.listTrash()),
      restore: os.trash.restore.handler(({ input }) => runs.restoreTrash(input.id)),
    },
    settings: {
      get: os.settings.get.handler(() => settings.get()),
      update: os.settings.update.handler(({ input }) => settings.update(input)),
    },
    agents: {
      health: os.agents.health.handler(() => agents.health()),
      models: os.agents.models.handler(async () => ({ items: await agents.listModels() })),
    },
    system: {
      info: os.system.info.handler(() => ({
        version: host.version,
        platform: process.platform,
        shell,
        now: new Date().toISOString(),
      })),
    },
  })
}

export type AppRouter = ReturnType<typeof createRouter>
