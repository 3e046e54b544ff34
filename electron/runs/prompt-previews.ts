import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { mentionsIn } from '#shared/file-mentions.ts'
import { buildSendBackPrompt } from '#shared/prompt.ts'
import type { PromptPreview } from '#shared/steering.ts'
import type { Worker, WorkerChoice } from '#shared/worker.ts'
import { hasWorktree } from '../git/git.ts'
import type { Engine } from './engine.ts'
import type { Gate } from './gate.ts'
import { DEFAULT_AGENT } from './mender.ts'
import type { TaskPrompts } from './task-prompts.ts'
import type { Workers } from './workers.ts'

/** What agents would be told, by the functions that tell them, before anything is begun. */
export class PromptPreviews {
  readonly #engine: Engine
  readonly #gate: Gate
  readonly #prompts: TaskPrompts
  readonly #workers: Workers

  constructor(engine: Engine, parts: { gate: Gate; prompts: TaskPrompts; workers: Workers }) {
    this.#engine = engine
    this.#gate = parts.gate
    this.#prompts = parts.prompts
    this.#workers = parts.workers
  }

  /** What Execute would send now. @throws AppError NOT_FOUND */
  async ofTask(taskId: string): Promise<PromptPreview> {
    const { tasks, projects } = this.#engine
    const task = await tasks.get(taskId)
    const project = await projects.get(task.projectId)
    const text = await this.#prompts.of(task.id)
    const { model, variant } = await this.#gate.modelFor(task, project).catch((error: unknown) => {
      // The words are the same for whichever model there will be.
      if (error instanceof AppError && error.code === 'MODEL_NOT_CONFIGURED')
        return { model: null, variant: null }
      throw error
    })
    return {
      text,
      model,
      agent: task.agent ?? project.agent ?? DEFAULT_AGENT,
      variant,
      files: await namedIn(text, project.repoPath),
      attachments: await this.#attachedTo(text),
      instructions: await this.#engine.trust.obeyed({ projectId: project.id }),
    }
  }

  /**
   * What a send-back with these comments would say.
   *
   * @throws AppError NOT_FOUND, and as {@link Workers.instead} for a worker there is not
   */
  async ofSendBack(runId: string, comments: string, choice: WorkerChoice): Promise<PromptPreview> {
    const row = await this.#engine.records.row(runId)
    const worker: Worker = await this.#workers.instead(row, choice, row.worktree_path)
    const text = buildSendBackPrompt(comments)
    const place = await this.placeOf(runId)
    return {
      text,
      ...worker,
      files: await namedIn(text, place),
      attachments: await this.#attachedTo(text),
      instructions: await this.#engine.trust.obeyed(
        place === row.worktree_path ? { worktree: place } : { projectId: row.project_id },
      ),
    }
  }

  async #attachedTo(text: string): Promise<PromptPreview['attachments']> {
    const files = await this.#engine.attachments.filesOf(text)
    return files.map(({ id, name, mime, bytes }) => ({ id, name, mime, bytes }))
  }

  /**
   * Where a run works: its worktree, or its project's repository while it has none.
   *
   * @throws AppError NOT_FOUND
   */
  async placeOf(runId: string): Promise<string> {
    const { worktree_path: worktree, project_id } = await this.#engine.records.row(runId)
    if (worktree !== null && (await hasWorktree(worktree))) return worktree
    return this.#engine.projects.repoPath(project_id)
  }
}

/** What a text names with `@`. A bare word that no file is called is somebody's name, or a decorator's. */
async function namedIn(text: string, root: string): Promise<PromptPreview['files']> {
  const named = await Promise.all(
    mentionsIn(text).map(async (path) => ({ path, exists: await isThere(root, path) })),
  )
  return named.filter(({ path, exists }) => exists || /[./]/.test(path))
}

async function isThere(root: string, path: string): Promise<boolean> {
  if (path.startsWith('/') || path.split('/').includes('..')) return false
  try {
    await lstat(join(root, path))
    return true
  } catch {
    // Whatever the reason is: the agent will not find it either.
    return false
  }
}
