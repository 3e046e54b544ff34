import { basename, dirname, join } from 'node:path'

/** No clone or worktree is called so: what has this name is deleted without another look. */
const PREFIX = '.openlinear-removing-'

/** Where a folder goes, in one step, before it is emptied. */
export const removalPath = (path: string) => join(dirname(path), PREFIX + basename(path))

/** Whether a folder is what a removal that was killed half-way left. */
export const isRemovalPath = (path: string) => basename(path).startsWith(PREFIX)

/** What a folder's name was before its removal began; any other name as it is. */
export const nameBeforeRemoval = (name: string) =>
  name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name
