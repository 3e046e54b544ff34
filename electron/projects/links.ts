import { AppError } from '#shared/errors.ts'
import type { FeedEvent } from '#shared/events.ts'
import type { GithubRepository } from '#shared/github.ts'
import { repositoryOf } from '#shared/github-remote.ts'
import type { ProjectsOptions } from './options.ts'
import { loadProject, loadProjects, writeProject } from './project-records.ts'

/** Which repository at GitHub a project stands for, and who speaks for it there. */
export interface Links {
  /** What an address names, of the servers that are known. */
  ofUrl(url: string): Promise<GithubRepository | null>
  /** What the main remote of a repository here names. */
  ofFolder(repoPath: string): Promise<GithubRepository | null>
  /** @throws AppError BAD_REQUEST unless there is such an account, at the repository's host */
  requireAccount(accountId: string, repository: GithubRepository | null): Promise<void>
  /** Begins to look at the remotes of all projects, now and whenever hosts or accounts change; answers at once. */
  start(): Promise<void>
  close(): Promise<void>
}

export function createLinks({ store, git, github, log }: ProjectsOptions): Links {
  let isClosed = false
  let running: Promise<void> | null = null

  const ofUrl = async (url: string) => repositoryOf(url, await github.hosts())

  async function ofFolder(repoPath: string) {
    const remote = await git.remoteUrl({ repo: repoPath })
    return remote === null ? null : ofUrl(remote.url)
  }

  async function renew(projectId: string): Promise<void> {
    const { state, repoPath } = await loadProject(store.db, projectId)
    if (state !== 'ready') return
    const repository = await ofFolder(repoPath)
    const accounts = await github.accounts()
    await store.write(async (tx) => {
      const project = await loadProject(tx.db, projectId)
      if (project.repoPath !== repoPath) return
      const hasAccount = accounts.some(
        ({ id, host }) => id === project.githubAccountId && host === repository?.host,
      )
      const githubAccountId = hasAccount ? project.githubAccountId : null
      await writeProject(tx, project, { github: repository, githubAccountId }, store.now())
    })
  }

  /** Projects whose remotes are to be looked at. */
  const due = new Set<string>()

  async function renewDue(): Promise<void> {
    for (const id of due) {
      if (isClosed) return
      due.delete(id)
      // A repository that is away just now keeps what is known of it.
      await renew(id).catch((error: unknown) => {
        log('warn', 'the remote of a project could not be read', { projectId: id, error: String(error) })
      })
    }
  }

  function renewSoon(ids: readonly string[]): void {
    for (const id of ids) due.add(id)
    running ??= renewDue().finally(() => {
      running = null
      // What came too late to be gone through with the others.
      if (due.size > 0 && !isClosed) renewSoon([])
    })
  }

  async function renewAll(): Promise<void> {
    renewSoon((await loadProjects(store.db)).map(({ id }) => id))
  }

  let unsubscribe = () => {}
  return {
    ofUrl,
    ofFolder,

    async requireAccount(accountId, repository) {
      const account = (await github.accounts()).find(({ id }) => id === accountId)
      if (account === undefined)
        throw wrongAccount('There is no such account. Add it in Settings › GitHub first.')
      if (repository === null) {
        throw wrongAccount(
          'The repository has no remote at a GitHub server that is known here, so no account can speak for it.',
        )
      }
      if (account.host !== repository.host) {
        throw wrongAccount(
          `The repository is at ${repository.host}, but ${account.login} is an account at ${account.host}.`,
        )
      }
    },

    async start() {
      unsubscribe = store.subscribe((events) => {
        const ready = events.filter(
          ({ event, data }) => event === 'project:updated' && data['state'] === 'ready',
        )
        renewSoon(ready.map(({ data }) => data.id))
        if (!events.some(makesOld)) return
        renewAll().catch((error: unknown) => {
          log('error', 'the remotes of projects were not looked at', { error: String(error) })
        })
      })
      await renewAll()
    },

    async close() {
      isClosed = true
      unsubscribe()
      await running
    },
  }
}

/** Another host, or another account at one: what no remote named before it may name now. */
const makesOld = ({ event, data }: FeedEvent) =>
  event === 'github-account:created' ||
  event === 'github-account:deleted' ||
  (event === 'settings:updated' && 'githubHosts' in data)

const wrongAccount = (why: string) =>
  new AppError('BAD_REQUEST', `githubAccountId: ${why}`, { field: 'githubAccountId' })
