import type { TrustReport } from '#shared/trust.ts'
import { AppError } from '#shared/errors.ts'
import type { AgentRuntime } from '../agents/runtime.ts'
import type { Git } from '../git/git.ts'
import type { Projects } from '../projects/projects.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'
import { contentOf, type Content } from './content.ts'
import { scanTree } from './scan-tree.ts'
import { scanWorktree } from './scan-worktree.ts'

/**
 * What the agent's program runs or obeys in a repository is code of somebody else's. It counts only after
 * the user has trusted exactly that content.
 */
export interface Trust {
  /**
   * What a run would start from now: the tree of the project's base branch, without fetching.
   *
   * @throws AppError NOT_FOUND, PROJECT_NOT_READY, GIT_ERROR when there is no such branch
   */
  report(projectId: string): Promise<TrustReport>
  /** @throws AppError TRUST_CHANGED when the content is another one by now */
  trust(projectId: string, hash: string): Promise<TrustReport>
  /**
   * Trusts nothing of a project any more: what it starts next asks again. Runs that are at work go on.
   *
   * @throws AppError as {@link Trust.report} does
   */
  withdraw(projectId: string): Promise<TrustReport>
  /** @throws AppError PROJECT_NOT_TRUSTED with {projectId, hash, files} */
  requireTrusted(projectId: string): Promise<void>
  /**
   * What of a worktree is not trusted yet, or null. Its bytes count, so one that git has converted (line
   * ends, LFS) differs from the tree it was made from and has to be trusted for itself.
   */
  untrusted(projectId: string, worktree: string): Promise<{ hash: string; files: string[] } | null>
  /** Paths of all that counts where a run would start, or in a worktree, trusted or not; none where that cannot be told. */
  obeyed(where: { projectId: string } | { worktree: string }): Promise<string[]>
  /** Hash of all that counts of a worktree, trusted or not; null when nothing does. */
  hashOf(worktree: string): Promise<string | null>
  /** Trusts content that a request has named. */
  accept(projectId: string, hash: string, files: string[]): Promise<void>
}

export interface TrustOptions {
  store: Store
  git: Pick<Git, 'resolveBase' | 'listTree' | 'readBlobs'>
  projects: Pick<Projects, 'get'>
  settings: Pick<SettingsService, 'stored'>
  agents: Pick<AgentRuntime, 'obeys' | 'name'>
  /** Told when content of a project is trusted. */
  onTrusted?: (projectId: string) => void
}

export function createTrust({ store, git, projects, settings, agents, onTrusted }: TrustOptions): Trust {
  const obeys = (path: string) => agents.obeys(path)

  async function baseContent(projectId: string): Promise<Content> {
    const { repoPath: repo, defaultBranch: branch, state, name } = await projects.get(projectId)
    if (state !== 'ready') {
      throw new AppError('PROJECT_NOT_READY', `${name} is not ready yet. Wait for its clone, or mend it.`, {
        state,
      })
    }
    const { onDiverged } = settings.stored()
    // Where the user will be asked, the worktree's content decides in the end.
    const prefer = onDiverged === 'ask' ? 'local' : onDiverged
    const base = await git.resolveBase({ repo, branch, fetch: false, prefer })
    if (base.kind === 'diverged') throw new Error('a base was preferred')
    return contentOf(await scanTree(git, { repo, commit: base.commit, obeys }))
  }

  async function isTrusted(projectId: string, hash: string): Promise<boolean> {
    const row = await store.db
      .selectFrom('trust')
      .select('hash')
      .where('project_id', '=', projectId)
      .where('hash', '=', hash)
      .executeTakeFirst()
    return row !== undefined
  }

  async function accept(projectId: string, hash: string, files: string[]): Promise<void> {
    await store.write(({ db }) =>
      db
        .insertInto('trust')
        .values({ project_id: projectId, hash, files: JSON.stringify(files), trusted_at: store.now() })
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    )
    onTrusted?.(projectId)
  }

  const reportOf = (content: Content, trusted: boolean): TrustReport => ({
    hash: content.hash,
    files: content.files.map(({ path, size, text }) => ({ path, size, text })),
    trusted,
  })

  return {
    async report(projectId) {
      const content = await baseContent(projectId)
      return reportOf(content, content.hash === null || (await isTrusted(projectId, content.hash)))
    },

    async trust(projectId, hash) {
      const content = await baseContent(projectId)
      if (content.hash !== hash) {
        throw new AppError(
          'TRUST_CHANGED',
          'The files have changed since you read them. Read them again, then trust them.',
          { projectId, hash: content.hash, files: pathsOf(content) },
        )
      }
      await accept(projectId, hash, pathsOf(content))
      return reportOf(content, true)
    },

    async withdraw(projectId) {
      const content = await baseContent(projectId)
      await store.write(({ db }) => db.deleteFrom('trust').where('project_id', '=', projectId).execute())
      return reportOf(content, content.hash === null)
    },

    async requireTrusted(projectId) {
      const content = await baseContent(projectId)
      if (content.hash === null || (await isTrusted(projectId, content.hash))) return
      const files = pathsOf(content)
      throw new AppError(
        'PROJECT_NOT_TRUSTED',
        `The repository holds files that ${agents.name} would run or obey: ${some(files)}. Read them, trust them, then execute again.`,
        { projectId, hash: content.hash, files },
      )
    },

    async untrusted(projectId, worktree) {
      const content = contentOf(await scanWorktree(worktree, obeys))
      if (content.hash === null || (await isTrusted(projectId, content.hash))) return null
      return { hash: content.hash, files: pathsOf(content) }
    },

    async obeyed(where) {
      try {
        const content =
          'worktree' in where
            ? contentOf(await scanWorktree(where.worktree, obeys))
            : await baseContent(where.projectId)
        return pathsOf(content)
      } catch (error) {
        // A clone under way, a branch that is gone: whoever starts a run is told so.
        if (error instanceof AppError) return []
        throw error
      }
    },

    hashOf: async (worktree) => contentOf(await scanWorktree(worktree, obeys)).hash,

    accept,
  }
}

const pathsOf = (content: Content) => content.files.map(({ path }) => path)

function some(files: string[]): string {
  const shown = files.slice(0, 5).join(', ')
  return files.length > 5 ? `${shown} and ${files.length - 5} more` : shown
}
