import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Undoes what OpenCode does to a repository's configuration when it reads it. */
export interface ConfigGuard {
  /** Takes the files as they are now for the ones to keep. */
  remember(): Promise<void>
  restore(): Promise<void>
}

const FILES = ['opencode.json', 'opencode.jsonc', '.opencode/opencode.json', '.opencode/opencode.jsonc']

/** Reading a file without `$schema`, OpenCode writes this into it: the worktree would be changed by that. */
const INSERTED = '{\n  "$schema": "https://opencode.ai/config.json",'

/** Makes a guard of the configuration in `directory`; nothing is remembered yet. */
export function createConfigGuard(directory: string): ConfigGuard {
  const before = new Map<string, string>()
  const paths = FILES.map((name) => join(directory, name))

  return {
    async remember() {
      for (const path of paths) {
        const text = await readIfThere(path)
        if (text === null) before.delete(path)
        else before.set(path, text)
      }
    },
    async restore() {
      for (const [path, text] of before) {
        const now = await readIfThere(path)
        // Anything else in it is the agent's work.
        if (now === null || now === text || now.replace(INSERTED, '{').trim() !== text.trim()) continue
        await writeFile(path, text)
      }
    },
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null
    throw error
  }
}
