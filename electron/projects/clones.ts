import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { Project } from '#shared/projects.ts'
import type { Log } from '../runs/engine.ts'
import { makeFolder } from '../settings/data-folder.ts'
import type { Store } from '../store/store.ts'
import { loadProject, type ProjectChange, writeProject } from './project-records.ts'
import type { ProjectGit } from './options.ts'

/** Progress reaches the feed at most this often. */
const PROGRESS_MS = 250

/** Clones under way, in the background. */
export interface Clones {
  /** Clones `project.cloneUrl` into `project.repoPath`, a folder of our own; what is there goes away first. */
  start(project: Project): void
  /** Ends a clone and removes what it wrote; returns when nothing of it is left. */
  cancel(projectId: string): Promise<void>
  /** Ends all of them; their projects stay `cloning`, so that the next start clones anew. */
  close(): Promise<void>
}

export function createClones({ store, git, log }: { store: Store; git: ProjectGit; log: Log }): Clones {
  const running = new Map<string, { controller: AbortController; done: Promise<void> }>()

  const change = (id: string, fields: ProjectChange | ((project: Project) => ProjectChange)) =>
    store.write(async (tx) => {
      const project = await loadProject(tx.db, id)
      await writeProject(tx, project, typeof fields === 'function' ? fields(project) : fields, store.now())
    })

  async function run(project: Project, signal: AbortSignal): Promise<void> {
    const { id, cloneUrl, repoPath } = project
    if (cloneUrl === null) return
    const progress = throttled((cloneProgress: Project['cloneProgress']) => change(id, { cloneProgress }))
    try {
      await rm(repoPath, { recursive: true, force: true })
      await makeFolder(dirname(repoPath))
      await git.clone({
        url: cloneUrl,
        path: repoPath,
        branch: project.defaultBranch || undefined,
        blobless: project.blobless,
        signal,
        onProgress: (value) => progress.tell(value),
      })
      const { defaultBranch } = await git.openRepository(repoPath)
      await progress.end()
      await change(id, (now) => ({
        state: 'ready',
        error: null,
        cloneProgress: null,
        // The user may have chosen another one meanwhile.
        defaultBranch: now.defaultBranch || defaultBranch,
      }))
    } catch (error) {
      await progress.end()
      await rm(repoPath, { recursive: true, force: true })
      if (!signal.aborted) await change(id, { state: 'error', error: sentence(error), cloneProgress: null })
    }
  }

  async function stop(id: string): Promise<void> {
    const clone = running.get(id)
    clone?.controller.abort()
    await clone?.done
  }

  return {
    start(project) {
      const controller = new AbortController()
      // When even the failure cannot be written the project stays `cloning`, and the next start clones anew.
      const done = run(project, controller.signal)
        .catch((error: unknown) =>
          log('error', 'the end of a clone could not be written', {
            projectId: project.id,
            error: String(error),
          }),
        )
        .finally(() => running.delete(project.id))
      running.set(project.id, { controller, done })
    },
    cancel: stop,
    async close() {
      await Promise.all([...running.keys()].map(stop))
    },
  }
}

function sentence(error: unknown): string {
  if (error instanceof AppError) return error.message
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return `${path ?? 'The folder for clones'} cannot be written to (${code}). Choose another folder for clones in Settings, then clone again.`
  return 'The repository could not be cloned. Check the address and the free space of the disk, then clone again.'
}

/** Calls `write` with the newest value, at most every {@link PROGRESS_MS} and never twice at once. */
function throttled<T>(write: (value: T) => Promise<void>) {
  let next = 0
  let writing: Promise<void> | null = null
  return {
    tell(value: T): void {
      if (writing !== null || performance.now() < next) return
      next = performance.now() + PROGRESS_MS
      writing = write(value)
        // Progress is worth nothing once it is late; the end of the clone is written for certain.
        .catch(() => undefined)
        .finally(() => {
          writing = null
        })
    },
    /** Nothing is written after this. */
    async end(): Promise<void> {
      next = Number.POSITIVE_INFINITY
      await writing
    },
  }
}
