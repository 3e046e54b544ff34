import { lstat, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isRemovalPath, removalPath } from '../git/git.ts'
import type { Orphan } from '../runs/runs.ts'
import type { StorageContext, Thing } from './context.ts'
import { thingsInFolders } from './folders.ts'
import { parseItemName } from './item-names.ts'
import { NOTHING } from './look.ts'
import { measure } from './measure.ts'
import type { Holdings } from './policy.ts'
import { knownBranches, sharers, thingsInRepositories } from './repositories.ts'

/** What became of a thing. */
export interface Done {
  bytes?: number
  trashId?: string | null
  branch?: string | null
  projectId?: string
}

/** Frees things and keeps orphans. Everything is looked at anew first: what the page showed may be long ago. */
export class Freeing {
  readonly #context: StorageContext

  constructor(context: StorageContext) {
    this.#context = context
  }

  async free(item: string): Promise<Done> {
    const thing = await this.#find(item)
    if (thing === null) return {}
    // The runs room knows best, and says it best, what has to stay.
    if (thing.held !== undefined) return this.#freeRun(thing.held.runId, thing)
    const seen = await requireAction(thing, 'free')
    switch (thing.kind) {
      case 'worktree':
      case 'registration':
      case 'branch':
        return this.#freeOrphan(thing, seen)
      case 'integration':
        return thing.orphan ? this.#freeOrphan(thing, seen) : this.#freeIntegration(thing)
      case 'clone':
      case 'backup':
        return this.#remove(thing)
      default:
        throw new AppError('CONFLICT', `${thing.name} cannot be freed.`)
    }
  }

  async keep(item: string): Promise<Done> {
    const thing = await this.#find(item)
    if (thing === null) return {}
    const seen = await requireAction(thing, 'keep')
    if (thing.kind === 'clone') {
      const { id } = await this.#context.projects.create({
        localPath: thing.path,
        ...(await this.#nameOf(thing)),
      })
      return { projectId: id }
    }
    const { bytes = 0, trashId = null } = await this.#freeOrphan(thing, seen)
    // Its branches have all of it by now.
    if (trashId === null) return { bytes }
    const { branch } = await this.#context.runs.restoreTrash(trashId)
    return { bytes, branch }
  }

  async #find(item: string): Promise<Thing | null> {
    const { kind } = parseItemName(item)
    const isInside = kind === 'branch' || kind === 'registration'
    const things = await (isInside ? thingsInRepositories(this.#context) : thingsInFolders(this.#context))
    return things.find((thing) => thing.item === item) ?? null
  }

  async #freeRun(runId: string, { path, decide }: Thing): Promise<Done> {
    const bytes = decide(null).actions.length === 0 ? 0 : (await measure([path])).bytes
    const trashId = await this.#context.runs.freeWorktree(runId)
    return { bytes, trashId }
  }

  async #freeIntegration(thing: Thing): Promise<Done> {
    const { projects, git } = this.#context
    if (thing.projectId === null) throw new Error(`${thing.item} is nobody's`)
    await this.#requirePlace(thing.path)
    const { bytes } = await measure([thing.path])
    // A merge under way holds the repository's lock.
    await git.removeWorktree({ repo: await projects.repoPath(thing.projectId), path: thing.path })
    return { bytes }
  }

  async #freeOrphan(thing: Thing, seen: Holdings): Promise<Done> {
    const { runs } = this.#context
    const isFolder = thing.kind === 'worktree' || thing.kind === 'integration'
    if (seen.isEmpty) return this.#remove(thing)
    if (seen.projectId === null) throw new Error(`${thing.item} belongs to no project`)
    if (isFolder) await this.#requirePlace(thing.path)
    const { bytes } = isFolder ? await measure([thing.path]) : { bytes: 0 }
    const branch = thing.branch ?? seen.branch
    const known = await this.#branchesBeside(seen.projectId)
    const orphan: Orphan = {
      item: thing.item,
      projectId: seen.projectId,
      path: thing.kind === 'branch' ? null : thing.path,
      branch: branch !== null && isOurs(branch) ? branch : null,
      withBranch: branch !== null && isOurs(branch) && !known.has(branch),
      commit: seen.commit,
      identifier: identifierIn(thing),
    }
    return { bytes, trashId: await runs.putOrphanAway(orphan) }
  }

  /** All projects that ever had the repository know branches of it. */
  async #branchesBeside(projectId: string): Promise<Set<string>> {
    const place = (await this.#context.projects.places()).find(({ id }) => id === projectId)
    const owners = place === undefined ? [] : await sharers(this.#context, place)
    return knownBranches(
      this.#context,
      owners.map(({ id }) => id),
    )
  }

  /** In one step out of its place, so that a removal killed half-way never looks like a whole thing. */
  async #remove(thing: Thing): Promise<Done> {
    const { path, kind } = thing
    await this.#requirePlace(path)
    const { bytes } = await measure([path])
    const isWhole = kind !== 'backup' && !isRemovalPath(path)
    const going = isWhole ? removalPath(path) : path
    if (isWhole) await rm(going, { recursive: true, force: true, maxRetries: 3 })
    // All of that may have taken minutes.
    if (!(await this.#isStillFree(thing))) return {}
    if (isWhole) await rename(path, going)
    await rm(going, { recursive: true, force: true, maxRetries: 3 })
    return { bytes }
  }

  /** @returns false when it is gone. @throws AppError CONFLICT when something has come into it since, or it is in use */
  async #isStillFree({ item, orphan }: Thing): Promise<boolean> {
    const thing = await this.#find(item)
    if (thing === null) return false
    const seen = await requireAction(thing, 'free')
    if (thing.orphan !== orphan || (thing.kind !== 'clone' && !seen.isEmpty))
      throw new AppError('CONFLICT', `${thing.name} is in use by now: it was left alone.`)
    await this.#requirePlace(thing.path)
    return true
  }

  /** A last guard: a folder above may be a link by now. @throws AppError CONFLICT */
  async #requirePlace(path: string): Promise<void> {
    const { dataFolder } = this.#context
    const [root, parent, stats] = await Promise.all([
      realpath(dataFolder),
      realpath(dirname(path)),
      lstat(path),
    ]).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      throw new AppError('CONFLICT', `${path} has just gone.`, { path }, { cause: error })
    })
    if (!stats.isSymbolicLink() && join(root, relative(dataFolder, dirname(path))) === parent) return
    throw new AppError('CONFLICT', `${path} is not a place of OpenLinear’s: it was left alone.`, { path })
  }

  /** A clone is called as its remote says, not by its folder. */
  async #nameOf({ path }: Thing): Promise<{ name?: string }> {
    const [remote] = await this.#context.git.listRemotes(path)
    if (remote === undefined) return {}
    try {
      return await this.#context.git.checkCloneUrl(remote.url)
    } catch (error) {
      if (error instanceof AppError) return {}
      throw error
    }
  }
}

/** @throws AppError CONFLICT with the reason when that cannot be done with it now */
async function requireAction(thing: Thing, action: 'free' | 'keep'): Promise<Holdings> {
  const seen = thing.look === null ? null : await thing.look()
  const { actions, note } = thing.decide(seen)
  if (!actions.includes(action))
    throw new AppError(
      'CONFLICT',
      actions.length > 0 ? `${thing.name} holds nothing to keep.` : `${thing.name} stays. ${note ?? ''}`,
    )
  return seen ?? { ...NOTHING, isEmpty: true }
}

/** The user's own may be checked out in a worktree of ours. */
const isOurs = (branch: string) => /^openlinear[/-]/.test(branch)

/** `worktrees/APP/app-12-r2-1a2b3c4d` was made for APP-12. */
function identifierIn({ item, branch }: Thing): string | null {
  const folder = /^worktrees\/[^/]+\/(.+)-[0-9a-f]{8}$/.exec(item)?.[1]
  const slug = folder ?? /^openlinear[/-](.+)$/.exec(branch ?? '')?.[1]
  return /^([a-z][a-z0-9]*-\d+)(-r\d+)?$/.exec(slug ?? '')?.[1]?.toUpperCase() ?? null
}
