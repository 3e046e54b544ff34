import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Files of a worktree that OpenCode obeys or executes: `opencode.json(c)` at its root and everything under
 * `.opencode/`, links among them by name, in any case of letters since some file systems do not care.
 * Relative with forward slashes, sorted.
 */
export async function agentFiles(directory: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await list(directory)) {
    if (/^opencode\.jsonc?$/i.test(entry.name) && !entry.isDirectory()) found.push(entry.name)
    else if (entry.name.toLowerCase() !== '.opencode') continue
    else if (entry.isDirectory()) await collect(directory, entry.name, found)
    else found.push(entry.name)
  }
  return found.sort()
}

async function collect(directory: string, folder: string, found: string[]): Promise<void> {
  for (const entry of await list(join(directory, folder))) {
    const path = `${folder}/${entry.name}`
    // A link is reported by its own name: where it leads is not this worktree's.
    if (entry.isDirectory()) await collect(directory, path, found)
    else found.push(path)
  }
}

async function list(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
