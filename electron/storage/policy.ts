import type { StorageAction } from '#shared/storage-words.ts'
import type { BatchStatus } from '#shared/batch-words.ts'
import { isBatchOver } from '#shared/batch-words.ts'
import type { HeldTask, HeldWorktree } from '../runs/runs.ts'

/** What may be done with a thing, and whether anybody needs it. */
export interface Verdict {
  actions: StorageAction[]
  note: string | null
  unneeded: boolean
}

/** What git says of a thing. */
export interface Holdings {
  /** Null = cannot be told. */
  uncommitted: number | null
  commits: number | null
  branch: string | null
  commit: string | null
  /** Whose repository it belongs to; null = no project's. */
  projectId: string | null
  /** It is a linked worktree, or a repository. */
  isWork: boolean
  /** There is not one file in it. */
  isEmpty: boolean
}

const stays = (note: string): Verdict => ({ actions: [], note, unneeded: false })
const goes = (note: string | null = null): Verdict => ({ actions: ['free'], note, unneeded: true })
/** Somebody may need it. */
const mayGo = (note: string): Verdict => ({ actions: ['free'], note, unneeded: false })

const NOT_LOOKED = stays('It has not been looked at yet.')

/** Of tasks that were carried out together, one that may need it counts for all. */
export function verdictOnRun(
  held: Pick<HeldWorktree, 'isOpen' | 'inBatch' | 'inContest' | 'isLeftover' | 'tasks' | 'runId'>,
): Verdict {
  const { isOpen, inBatch, inContest, isLeftover, tasks, runId } = held
  if (isOpen) return stays('Its run is not over.')
  if (inBatch) return stays('Its batch is not over.')
  if (inContest) return stays('No candidate of its task is taken yet.')
  if (isLeftover) return goes('Its work was merged or discarded.')
  const verdicts = tasks.map((task) => verdictOnTask(task, runId))
  return verdicts.find(({ unneeded }) => !unneeded) ?? verdicts[0] ?? goes('Its task was deleted.')
}

function verdictOnTask(task: HeldTask, runId: string): Verdict {
  if (task.latestRunId !== runId) return goes('The task was begun anew since.')
  if (task.archived || task.status === 'done' || task.status === 'cancelled')
    return goes(`The task is ${task.archived ? 'archived' : task.status}.`)
  if (task.status === 'in_review')
    return mayGo('In review. If freed: diff and branch stay and can be merged, but it cannot be sent back.')
  return mayGo('If freed: its work goes to the trash, its branch stays, and it cannot be sent back.')
}

/** A folder for worktrees, or a registration or branch, that no row knows. */
export function verdictOnOrphan(what: 'folder' | 'registration' | 'branch', seen: Holdings | null): Verdict {
  if (seen === null) return NOT_LOOKED
  if (seen.isEmpty) return goes('It is empty.')
  if (seen.uncommitted === null || seen.commits === null) return stays('What it holds could not be read.')
  if (!seen.isWork)
    return stays(
      'It is no worktree of a repository that is there, so its files cannot be kept. Take out what you need, then delete it by hand.',
    )
  if (seen.projectId === null)
    return stays(
      'It belongs to a repository that is no project here. Add that one, then its work can be kept.',
    )
  const isNothing = seen.uncommitted === 0 && seen.commits === 0
  if (what === 'branch') {
    const note = 'Another OpenLinear that has this repository may know it.'
    return { actions: isNothing ? ['free'] : ['keep', 'free'], note, unneeded: false }
  }
  return isNothing
    ? goes('It holds nothing that is not in your branches.')
    : { actions: ['keep', 'free'], note: null, unneeded: false }
}

/** The worktree in which a batch merges. */
export function verdictOnBatchWorktree(status: BatchStatus): Verdict {
  return isBatchOver(status) ? goes('Its batch is over.') : stays('Its batch is not over.')
}

/** The worktree in which work of a project is merged. */
export function verdictOnProjectWorktree(isRemoved: boolean): Verdict {
  return isRemoved ? goes('Its project was removed.') : mayGo('The next merge makes it again.')
}

/** A clone in the folder for them. @param owner null = no project knows it */
export function verdictOnClone(owner: { isRemoved: boolean } | null, seen: Holdings | null): Verdict {
  if (owner?.isRemoved === false) return stays('The repository of a project.')
  if (seen === null) return NOT_LOOKED
  if (seen.isEmpty) return goes('Nothing was ever brought here.')
  if (seen.uncommitted === null || seen.commits === null) return stays('What it holds could not be read.')
  if (!seen.isWork || seen.uncommitted > 0 || seen.commits > 0)
    return {
      actions: seen.isWork ? ['keep'] : [],
      note: 'It holds work that is at no remote, or files that git ignores, such as .env: push the work and move the files, or make it a project again.',
      unneeded: false,
    }
  return {
    actions: ['keep', 'free'],
    note: 'All that is in it is at its remote, but for what builds make anew, such as node_modules.',
    unneeded: false,
  }
}

/** So many of the newest daily backups always stay. */
const SAFE_DAILY = 2

/** @param files names of all backups, newest first */
export function verdictOnBackup(name: string, files: readonly string[]): Verdict {
  const daily = files.filter((file) => file.endsWith('-daily.db'))
  const kept = daily.length > 0 ? daily.slice(0, SAFE_DAILY) : files.slice(0, 1)
  if (kept.includes(name)) return stays('Kept, should the database be damaged.')
  const [newest] = daily
  const isOlder = newest !== undefined && name < newest
  if (!name.endsWith('-daily.db') && isOlder) return goes('Made before an update; a daily one is newer.')
  return mayGo('An older state of the board. It cannot be brought back.')
}

/** Files that texts refer to: what none refers to goes by itself. */
export function verdictOnAttachments({ count, unused }: { count: number; unused: number }): Verdict {
  const files = `${count} ${count === 1 ? 'file' : 'files'} beside texts.`
  if (unused === 0) return stays(`${files} Texts refer to all of them.`)
  const which = unused === count ? 'No text refers to them' : `No text refers to ${unused} of them`
  return stays(`${files} ${which}: those go by themselves after 7 days.`)
}

/** Bytes of log that are worth taking over. */
const MUCH_LOG = 1 << 20

/** The database. @param walBytes size of the log beside it */
export function verdictOnDatabase(walBytes: number): Verdict {
  if (walBytes < MUCH_LOG) return stays('Tasks, runs and their logs.')
  return { actions: ['compact'], note: 'Its log can be taken over into it.', unneeded: false }
}
