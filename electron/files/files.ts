import type { FoundFiles } from '#shared/steering.ts'
import { AppError } from '#shared/errors.ts'
import type { Git } from '../git/git.ts'
import { FilesThread } from './files-thread.ts'

/** Finds files of working trees by parts of their paths. */
export interface Files {
  /**
   * What git does not ignore there, new files too; nothing outside the working tree.
   *
   * @param root of a whole working tree
   * @throws AppError NOT_A_REPOSITORY, GIT_ERROR; UNAVAILABLE when the search itself broke off
   */
  find(root: string, query: string, limit: number): Promise<FoundFiles>
  close(): Promise<void>
}

/** A list counts as it is for so long: whoever types asks several times a second. */
const FRESH_MS = 1_000
/** One at the same commit is answered from for so long, while a new one is made behind it. */
const USABLE_MS = 60_000
/** Lists held at once. */
const MOST_LISTS = 6
/** Nobody has searched for so long: the thread and its lists are let go. */
const IDLE_MS = 5 * 60_000

interface Listed {
  at: number
  head: string | null
}

export function createFiles(git: Pick<Git, 'requireRepository' | 'listFiles' | 'commitOf'>): Files {
  const lists = new Map<string, Listed>()
  const underWay = new Map<string, Promise<void>>()
  let thread: FilesThread | null = null
  let idle: NodeJS.Timeout | undefined

  function running(): FilesThread {
    clearTimeout(idle)
    idle = setTimeout(() => void end(), IDLE_MS)
    idle.unref()
    if (thread === null || thread.lost !== null) {
      lists.clear()
      thread = new FilesThread()
    }
    return thread
  }

  async function end(): Promise<void> {
    clearTimeout(idle)
    const ended = thread
    thread = null
    lists.clear()
    await ended?.end()
  }

  /** Makes the list of a working tree, once however many ask. */
  function list(root: string, head: string | null): Promise<void> {
    const making = underWay.get(root)
    if (making !== undefined) return making
    const work = (async () => {
      const listed = await git.listFiles({ root })
      const to = running()
      to.know(root, new Uint8Array(listed.buffer as ArrayBuffer, listed.byteOffset, listed.byteLength))
      lists.delete(root)
      lists.set(root, { at: performance.now(), head })
      for (const [oldest] of lists) {
        if (lists.size <= MOST_LISTS) break
        lists.delete(oldest)
        to.forget(oldest)
      }
    })().finally(() => underWay.delete(root))
    underWay.set(root, work)
    return work
  }

  async function refresh(root: string): Promise<void> {
    const known = lists.get(root)
    const age = known === undefined ? Number.POSITIVE_INFINITY : performance.now() - known.at
    if (age < FRESH_MS) return
    await git.requireRepository(root)
    const head = await git.commitOf({ repo: root, ref: 'HEAD' })
    const making = list(root, head)
    if (known === undefined || known.head !== head || age >= USABLE_MS) await making
    // Whoever asks next is told what went wrong, if it still does.
    else making.catch(() => lists.delete(root))
  }

  return {
    async find(root, query, limit) {
      running()
      await refresh(root)
      try {
        for (let tries = 0; tries < 2; tries++) {
          const found = await running().find(root, query, limit)
          if (found !== null) return found
          // Others have searched so many places meanwhile that this one was let go.
          await list(root, await git.commitOf({ repo: root, ref: 'HEAD' }))
        }
      } catch (cause) {
        if (cause instanceof AppError) throw cause
        throw new AppError('UNAVAILABLE', 'The search for files broke off. Try again.', null, { cause })
      }
      throw new AppError('UNAVAILABLE', 'Too many places are searched at once. Try again.')
    },

    close: end,
  }
}
