import { z } from 'zod'
import { id, timestamp } from './common.ts'
import { STORAGE_ACTIONS, STORAGE_KINDS } from './storage-words.ts'

/** Names a thing for the calls: its path in the data folder, or `branches/<project>/<branch>` and the like. */
export const storageName = z.string().min(1).max(2000)

const bytes = z.number().int().min(0)
const count = z.number().int().min(0)

/** One thing that takes room on the disk, or is left over in a repository. */
const storageItem = z.object({
  item: storageName,
  kind: z.enum(STORAGE_KINDS),
  /** No row of the database knows it: left by a crash, or by a database that was restored. */
  orphan: z.boolean(),
  /** The folder or file; of a branch, the repository. */
  path: z.string(),
  /** Such as `APP-12`, a project's name, or a file's. */
  name: z.string(),
  /** Of the task or the project. */
  title: z.string().nullable(),
  projectId: id.nullable(),
  taskId: id.nullable(),
  /** Of the run or the batch, where it is one's. */
  status: z.string().nullable(),
  branch: z.string().nullable(),
  /** As the disk counts: what is allocated; null = not measured yet, or none of its own. */
  bytes: bytes.nullable(),
  /** When something in it was last changed. */
  changedAt: timestamp.nullable(),
  /** Files with changes that are in no commit; null = not known. */
  uncommitted: count.nullable(),
  /** Commits that are in no branch of the user's and at no remote; null = not known. */
  commits: count.nullable(),
  actions: z.array(z.enum(STORAGE_ACTIONS)),
  /** Why nothing can be done with it, or what is lost with it. */
  note: z.string().nullable(),
  /** Nobody needs it: nothing is lost with it that the trash does not bring back. */
  unneeded: z.boolean(),
})
export type StorageItem = z.infer<typeof storageItem>

export const storageReport = z.object({
  dataFolder: z.string(),
  /** Of the disk that the data folder is on; null = it cannot be told. */
  disk: z.object({ free: bytes, size: bytes }).nullable(),
  /** When the sizes were taken; null = not yet. */
  measuredAt: timestamp.nullable(),
  /** How far a measurement under way is; null = none is. */
  measuring: z.object({ done: count, of: count, files: count }).nullable(),
  /** Largest first. */
  items: z.array(storageItem),
  /** Places that could not be read, so that their sizes are missing; the first ones by name. */
  unreadable: z.object({ count, paths: z.array(z.string()) }),
  /** What git holds for the trash lies among the other objects of the repositories: its size cannot be told. */
  trash: z.object({ entries: count, firstExpiresAt: timestamp.nullable(), newestAt: timestamp.nullable() }),
})
export type StorageReport = z.infer<typeof storageReport>

/** What was done; done before, it is the same with nothing freed. */
export const storageFreed = z.object({
  item: storageName,
  /** What the disk got back, hard links to elsewhere counted in. */
  bytes,
  /** The trash entry that brings the work back. */
  trashId: id.nullable(),
  /** The branch that has the work now. */
  branch: z.string().nullable(),
  /** The project that a clone became. */
  projectId: id.nullable(),
})
export type StorageFreed = z.infer<typeof storageFreed>

export const trashEmptied = z.object({
  dropped: count,
  /** Entries that are still there, such as those of a repository that is gone. */
  left: count,
})
