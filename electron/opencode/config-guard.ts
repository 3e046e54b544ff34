import { lstat, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

/** Undoes what OpenCode does to a repository's configuration when it reads it. */
export interface ConfigGuard {
  /** Takes the files as they are now for the ones to keep. */
  remember(): Promise<void>
  restore(): Promise<void>
}

const FILES = ['opencode.json', 'opencode.jsonc', '.opencode/opencode.json', '.opencode/opencode.jsonc']

/** Reading a file without `$schema`, OpenCode writes this into it: the worktree would be changed by that. */
const INSERTED = '{\n  "$schema": "https://opencode.ai/config.json",'

const MANIFEST = '.opencode/package.json'
/** What else comes with the package that OpenCode installs beside a manifest, where it has access to packages. */
const INSTALLED = ['.opencode/package-lock.json', '.opencode/node_modules']
const PACKAGE = '@opencode-ai/plugin'

/** Makes a guard of the configuration in `directory`; nothing is remembered yet. */
export function createConfigGuard(directory: string): ConfigGuard {
  const before = new Map<string, string>()
  /** Those of {@link INSTALLED} that were there from the start: the installing may end at any later time. */
  let kept: Set<string> | null = null
  let manifest: string | null = null
  const paths = FILES.map((name) => join(directory, name))

  /** Takes away what OpenCode has installed: unasked, it would count as the agent's and be committed. */
  async function uninstall(): Promise<void> {
    // Where a link leads is not this worktree's.
    if (!(await isThere(join(directory, '.opencode'), 'folder'))) return
    const path = join(directory, MANIFEST)
    const now = await readIfThere(path)
    if (now === null || now === manifest || !addsOnlyPackage(manifest, now)) return
    if (manifest === null) await rm(path)
    else await writeFile(path, manifest)
    for (const name of INSTALLED)
      if (kept?.has(name) === false) await rm(join(directory, name), { recursive: true, force: true })
  }

  return {
    async remember() {
      for (const path of paths) {
        const text = await readIfThere(path)
        if (text === null) before.delete(path)
        else before.set(path, text)
      }
      if (kept !== null) return
      kept = new Set()
      manifest = await readIfThere(join(directory, MANIFEST))
      for (const name of INSTALLED) if (await isThere(join(directory, name))) kept.add(name)
    },
    async restore() {
      for (const [path, text] of before) {
        const now = await readIfThere(path)
        // Anything else in it is the agent's work.
        if (now === null || now === text || now.replace(INSERTED, '{').trim() !== text.trim()) continue
        await writeFile(path, text)
      }
      await uninstall()
    },
  }
}

/** Whether a manifest differs from what it was by OpenCode's package alone. */
function addsOnlyPackage(before: string | null, now: string): boolean {
  try {
    const old = JSON.parse(before ?? '{}') as { dependencies?: Record<string, unknown> }
    const { dependencies = {}, ...rest } = JSON.parse(now) as { dependencies?: Record<string, unknown> }
    const { [PACKAGE]: added, ...others } = dependencies
    const { dependencies: oldDependencies = {}, ...oldRest } = old
    if (added === undefined || PACKAGE in oldDependencies) return false
    return isDeepStrictEqual(others, oldDependencies) && isDeepStrictEqual(rest, oldRest)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

async function isThere(path: string, what: 'folder' | 'anything' = 'anything'): Promise<boolean> {
  return lstat(path).then(
    (info) => what === 'anything' || info.isDirectory(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false
      throw error
    },
  )
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
