import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from './engine.ts'

/**
 * Worktrees under the data folder that no run names. A database that was restored knows nothing of what came
 * after its backup: they may hold work, and are left alone.
 */
export async function strayWorktrees({ store, dataFolder }: Pick<Engine, 'store' | 'dataFolder'>) {
  const folder = join(dataFolder, 'worktrees')
  const found: string[] = []
  for (const project of await foldersIn(folder)) {
    for (const name of await foldersIn(join(folder, project))) found.push(join(folder, project, name))
  }
  if (found.length === 0) return []
  const rows = await store.db
    .selectFrom('runs')
    .select('worktree_path')
    .where('worktree_path', 'is not', null)
    .execute()
  const known = new Set(rows.map(({ worktree_path }) => worktree_path))
  return found.filter((path) => !known.has(path))
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
