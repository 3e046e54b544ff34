import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './child.ts'
import { CACHE, ROOT } from './root.ts'

export type Desktop = { binary: string } | { why: string }

const FETCH_LIMIT_MS = 10_000
const TRY_AGAIN_AFTER_MS = 24 * 60 * 60 * 1000
const BY_HAND = 'npm exec install-electron'

/** Electron's binary if a window can be opened with it, fetched if need be; else why there is none. */
export async function findDesktop(): Promise<Desktop> {
  const why = whyNoWindow(process)
  if (why) return { why }
  const folder = join(ROOT, 'node_modules/electron')
  const there = electronBinary(folder)
  if (there) return { binary: there }

  if (failedLately(failedMark(folder), Date.now()))
    return { why: `Electron could not be fetched lately (${BY_HAND} tries it without a limit)` }
  console.log(`Fetching Electron for the desktop window, ${FETCH_LIMIT_MS / 1000} s at most ...`)
  const ended = await run(process.execPath, [join(folder, 'install.js')], {
    stdio: 'ignore',
    timeout: FETCH_LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  const fetched = electronBinary(folder)
  if (fetched) return { binary: fetched }
  if (ended.asked) process.exit(ended.code)
  await mkdir(CACHE, { recursive: true })
  await writeFile(failedMark(folder), '')
  const how = ended.signal ? `within ${FETCH_LIMIT_MS / 1000} s` : 'from here'
  return { why: `Electron could not be fetched ${how} (${BY_HAND} tries it without a limit)` }
}

/** What rules a window out before any binary is looked for. */
export function whyNoWindow(at: Pick<NodeJS.Process, 'platform' | 'env' | 'getuid'>): string | undefined {
  if (at.platform !== 'linux') return undefined
  if (!at.env.DISPLAY && !at.env.WAYLAND_DISPLAY) return 'there is no display'
  if (at.getuid?.() === 0) return 'it does not run as root'
  return undefined
}

/**
 * The path of Electron's binary if it is complete. Importing the package `electron` would tell it too,
 * but starts a download without a limit when there is none.
 */
export function electronBinary(folder: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const own = env.ELECTRON_OVERRIDE_DIST_PATH
  const name = readIfThere(join(folder, 'path.txt'))
  if (own) {
    const binary = join(own, name ?? 'electron')
    return existsSync(binary) ? binary : undefined
  }
  const found = readIfThere(join(folder, 'dist/version'))?.trim().replace(/^v/, '')
  if (!name || found !== version) return undefined
  const binary = join(folder, 'dist', name)
  return existsSync(binary) ? binary : undefined
}

function failedMark(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return join(CACHE, `electron-${version}-not-fetched`)
}

/** Whether a download has failed so lately that it is not tried again yet. @param now in milliseconds since 1970 */
export function failedLately(mark: string, now: number): boolean {
  const age = now - (statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return age >= 0 && age < TRY_AGAIN_AFTER_MS
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
