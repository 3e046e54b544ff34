import { homedir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import { COLORS, onOneLine } from '#shared/common.ts'
import { AppError } from '#shared/errors.ts'
import { NO_ISSUE_SYNC } from '#shared/issues.ts'
import { isSameRepository } from '#shared/github-remote.ts'
import { DEFAULT_POLICY } from '#shared/permissions.ts'
import { NO_PROJECT_SETTINGS, withProjectSettings } from '#shared/project-settings.ts'
import type { FileText } from '#shared/review.ts'
import type { CloneAgain, CreateProject, Project, RepositoryFacts, UpdateProject } from '#shared/projects.ts'
import type { Tx } from '../store/store.ts'
import { createClones } from './clones.ts'
import { createLinks } from './links.ts'
import type { NewFields, ProjectsOptions } from './options.ts'
import {
  buryProject,
  freeKey,
  insertProject,
  loadPlaces,
  loadProject,
  loadProjects,
  loadRepoPath,
  type ProjectPlace,
  writeProject,
} from './project-records.ts'
import { makeSample } from './sample-project.ts'

export type { ProjectPlace } from './project-records.ts'

/** A project is a git repository with a board. */
export interface Projects {
  /** Oldest first. */
  list(): Promise<{ items: Project[]; seq: number }>
  /** @throws AppError NOT_FOUND */
  get(id: string): Promise<Project>
  /** {@link get} in the caller's transaction. */
  getIn(tx: Tx, id: string): Promise<Project>
  /** The project's repository, of a removed project too: what its runs put away is still there. */
  repoPath(id: string): Promise<string>
  /** Where all projects that there ever were have their repositories. */
  places(): Promise<ProjectPlace[]>
  /**
   * From a folder: opened at once. From a URL: answered at once in state `cloning`, cloned in the background
   * into a folder of ours; how it goes is told on the feed.
   *
   * @throws AppError BAD_REQUEST unless exactly one of `localPath` and `cloneUrl` is given
   * @throws AppError NOT_A_REPOSITORY, EMPTY_REPOSITORY, REPOSITORY_DAMAGED, BRANCH_NOT_FOUND, INVALID_CLONE_URL
   * @throws AppError CONFLICT when another project has the repository or the key
   */
  create(input: CreateProject): Promise<Project>
  /**
   * A new key holds for new tasks; identifiers that are there stay.
   *
   * @throws AppError NOT_FOUND, CONFLICT when another project has the key, BRANCH_NOT_FOUND
   */
  update(input: UpdateProject): Promise<Project>
  /**
   * Removes the project and its tasks from the board; ends a clone under way. The repository stays on disk,
   * a finished clone of ours too: it may hold work that was never pushed.
   *
   * @throws AppError NOT_FOUND, PROJECT_BUSY while a run of it is not over
   */
  remove(id: string): Promise<{ id: string }>
  /** Has `work` done in the transaction that removes a project: for what other rooms have of it alone. */
  onRemove(work: (tx: Tx, id: string) => Promise<void>): void
  /** @throws AppError NOT_FOUND, CONFLICT when it is not being cloned */
  cancelClone(id: string): Promise<{ id: string }>
  /**
   * Makes a clone that failed once more; one that is under way is answered as it is.
   *
   * @throws AppError NOT_FOUND, CONFLICT for any other project, and what `create` throws for the address
   */
  cloneAgain(input: CloneAgain): Promise<Project>
  /** The project to practise on, with its tasks; the one that is there already if so. */
  createSample(): Promise<Project>
  /** What its repository has that worktrees of it lack. @throws AppError NOT_FOUND, PROJECT_NOT_READY, NOT_A_REPOSITORY */
  repository(id: string): Promise<RepositoryFacts>
  /**
   * A file as it is in a commit, of a picture a part, after so many bytes.
   *
   * @throws AppError NOT_FOUND, PAYLOAD_TOO_LARGE `{bytes}`, PROJECT_NOT_READY, NOT_A_REPOSITORY
   */
  file(input: { id: string; commit: string; path: string; after?: number }): Promise<FileText>
  /** Begins clones anew that an earlier start left unfinished, and looks at the remotes of all projects. */
  recover(): Promise<void>
  /** Ends clones under way; the next start begins them anew. */
  close(): Promise<void>
}

export function createProjects(options: ProjectsOptions): Projects {
  const { store, git, settings, dataFolder, tasks, log } = options
  const links = createLinks(options)
  const clones = createClones({ store, git, log })
  const alsoOnRemove: ((tx: Tx, id: string) => Promise<void>)[] = []
  let sampleUnderWay: Promise<Project> | null = null

  const insert = async (tx: Tx, name: string, fields: NewFields, input: Partial<CreateProject>) => {
    const now = store.now()
    const projects = await loadProjects(tx.db)
    requireNew(projects, fields)
    return insertProject(tx, {
      description: '',
      setupCommand: null,
      checkCommand: null,
      finalCheckCommand: null,
      devCommand: null,
      copyFiles: [],
      instructions: '',
      model: null,
      parallelLimit: null,
      agent: null,
      variant: null,
      permissions: DEFAULT_POLICY,
      isSample: false,
      github: null,
      githubAccountId: null,
      blobless: false,
      issueSync: NO_ISSUE_SYNC,
      wipLimits: {},
      error: null,
      cloneProgress: null,
      color: COLORS[1 + (projects.length % (COLORS.length - 1))] ?? 'gray',
      ...given(input),
      settings: withProjectSettings(NO_PROJECT_SETTINGS, input.settings ?? {}),
      ...fields,
      name,
      key: await freeKey(tx, { name, key: input.key }),
      createdAt: now,
      updatedAt: now,
    })
  }

  async function createFromFolder(path: string, input: CreateProject): Promise<Project> {
    if (input.blobless === true)
      throw new AppError('BAD_REQUEST', 'blobless: only a new clone can go without the contents of files.', {
        field: 'blobless',
      })
    const { root: repoPath, defaultBranch } = await git.openRepository(absolutePath(path))
    if (input.defaultBranch !== undefined)
      await git.requireBranch({ repo: repoPath, branch: input.defaultBranch })
    const github = await links.ofFolder(repoPath)
    await requireAccount(input, github)
    const fields: NewFields = {
      id: store.newId(),
      state: 'ready',
      repoPath,
      cloneUrl: null,
      defaultBranch: input.defaultBranch ?? defaultBranch,
      github,
    }
    return store.write((tx) => insert(tx, input.name ?? nameFrom(basename(repoPath)), fields, input))
  }

  /** A folder of our own. */
  const clonePath = (id: string) => join(settings.stored().cloneFolder ?? join(dataFolder, 'clones'), id)

  async function createFromUrl(cloneUrl: string, input: CreateProject): Promise<Project> {
    const { name } = await git.checkCloneUrl(cloneUrl)
    const github = await links.ofUrl(cloneUrl)
    await requireAccount(input, github)
    const id = store.newId()
    const fields: NewFields = {
      id,
      state: 'cloning',
      repoPath: clonePath(id),
      cloneUrl,
      defaultBranch: input.defaultBranch ?? '',
      github,
    }
    const project = await store.write((tx) => insert(tx, input.name ?? nameFrom(name), fields, input))
    clones.start(project)
    return project
  }

  const requireAccount = async (
    { githubAccountId }: Pick<CreateProject, 'githubAccountId'>,
    github: Project['github'],
  ) => {
    if (typeof githubAccountId === 'string') await links.requireAccount(githubAccountId, github)
  }

  async function remove(id: string): Promise<{ id: string }> {
    await loadProject(store.db, id)
    await clones.cancel(id)
    return store.write(async (tx) => {
      await loadProject(tx.db, id)
      await tasks.removeAllIn(tx, id)
      for (const work of alsoOnRemove) await work(tx, id)
      await buryProject(tx, id, store.now())
      return { id }
    })
  }

  return {
    async list() {
      const seq = await store.seq()
      return { items: await loadProjects(store.db), seq }
    },
    get: (id) => loadProject(store.db, id),
    getIn: (tx, id) => loadProject(tx.db, id),
    repoPath: (id) => loadRepoPath(store.db, id),
    places: () => loadPlaces(store.db),

    async create({ localPath, cloneUrl, ...input }) {
      if (localPath !== undefined && cloneUrl === undefined) return createFromFolder(localPath, input)
      if (cloneUrl !== undefined && localPath === undefined) return createFromUrl(cloneUrl.trim(), input)
      throw new AppError('BAD_REQUEST', 'Give either localPath (a folder) or cloneUrl, and only one of them.')
    },

    async update({ id, settings: changed, ...input }) {
      const { defaultBranch, repoPath, state, github } = await loadProject(store.db, id)
      await requireAccount(input, github)
      const branch = input.defaultBranch
      if (branch !== undefined && branch !== defaultBranch && state === 'ready')
        await git.requireBranch({ repo: repoPath, branch })
      return store.write(async (tx) => {
        const project = await loadProject(tx.db, id)
        if (input.key !== undefined) await freeKey(tx, { name: project.name, key: input.key }, id)
        const own = changed === undefined ? {} : { settings: withProjectSettings(project.settings, changed) }
        return writeProject(tx, project, { ...input, ...own }, store.now())
      })
    },

    remove,
    onRemove: (work) => void alsoOnRemove.push(work),

    async cloneAgain({ id, cloneUrl: given }) {
      const failed = await loadProject(store.db, id)
      const cloneUrl = given?.trim() ?? failed.cloneUrl
      if (cloneUrl === null || failed.state === 'ready')
        throw new AppError('CONFLICT', `${failed.name} is no clone that failed.`, { state: failed.state })
      await git.checkCloneUrl(cloneUrl)
      const github = await links.ofUrl(cloneUrl)
      await requireAccount(failed, github)
      const { project, isBegun } = await store.write(async (tx) => {
        const now = await loadProject(tx.db, id)
        // A second click, or it was that already.
        if (now.state !== 'error') return { project: now, isBegun: false }
        const place = { repoPath: clonePath(id), cloneUrl, github }
        requireNew(
          (await loadProjects(tx.db)).filter((one) => one.id !== id),
          place,
        )
        const change = { ...place, state: 'cloning', error: null, cloneProgress: null } as const
        return { project: await writeProject(tx, now, change, store.now()), isBegun: true }
      })
      if (isBegun) clones.start(project)
      return project
    },

    async cancelClone(id) {
      const project = await loadProject(store.db, id)
      if (project.state === 'cloning') return remove(id)
      throw new AppError('CONFLICT', `${project.name} is not being cloned any more.`, {
        state: project.state,
      })
    },

    async repository(id) {
      const { name, repoPath, state } = await loadProject(store.db, id)
      if (state !== 'ready')
        throw new AppError('PROJECT_NOT_READY', `${name} has no repository yet.`, { state })
      const [remote, limits] = await Promise.all([
        git.remoteUrl({ repo: repoPath }),
        git.worktreeLimits({ worktree: repoPath }),
      ])
      return { remote: remote?.url ?? null, limits }
    },

    async file({ id, ...place }) {
      const { name, repoPath, state } = await loadProject(store.db, id)
      if (state !== 'ready')
        throw new AppError('PROJECT_NOT_READY', `${name} has no repository yet.`, { state })
      return git.readFileAt({ repo: repoPath, ...place })
    },

    createSample() {
      sampleUnderWay ??= makeSample(options, insert).finally(() => {
        sampleUnderWay = null
      })
      return sampleUnderWay
    },

    async recover() {
      for (const project of await loadProjects(store.db)) {
        if (project.state === 'cloning') clones.start(project)
      }
      await links.start()
    },
    async close() {
      await clones.close()
      await links.close()
    },
  }
}

/** A project's name from that of its folder, which may be any. */
const nameFrom = (folder: string) => onOneLine(folder).slice(0, 100).toWellFormed() || 'Repository'

/** What the caller gave; absent fields keep their defaults. */
const given = (input: Partial<CreateProject>) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<Project>

/** @throws AppError BAD_REQUEST */
function absolutePath(path: string): string {
  const whole = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path
  if (isAbsolute(whole)) return whole
  throw new AppError('BAD_REQUEST', `localPath: ${path} is not a whole path. Give it from the root on.`, {
    field: 'localPath',
  })
}

/**
 * Two folders may hold the same repository: whoever has it twice wants it so. It is not cloned twice.
 *
 * @throws AppError CONFLICT naming the project that has the repository
 */
function requireNew(
  projects: readonly Project[],
  { repoPath, cloneUrl, github }: Pick<NewFields, 'repoPath' | 'cloneUrl' | 'github'>,
): void {
  const same = projects.find(
    (project) => project.repoPath === repoPath || (cloneUrl !== null && isOf(project, cloneUrl, github)),
  )
  if (same === undefined) return
  throw new AppError('CONFLICT', `The project ${same.name} (${same.key}) already has this repository.`, {
    id: same.id,
    name: same.name,
  })
}

const isOf = (project: Project, url: string, github: Project['github'] = null) =>
  (project.cloneUrl !== null && plainUrl(project.cloneUrl) === plainUrl(url)) ||
  (project.github !== null && github !== null && isSameRepository(project.github, github))

const plainUrl = (url: string) => url.replace(/\/+$/, '').replace(/\.git$/, '')
