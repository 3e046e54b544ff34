import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import { access, chmod, constants, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, sep } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The version this room is written and tested against. */
export const OPENCODE_VERSION = '1.18.33'

/** Hashes of {@link OPENCODE_VERSION}'s packages, pinned; for other platforms the registry's own word is taken. */
export const INTEGRITY: Readonly<Record<string, string>> = {
  'opencode-linux-x64':
    'sha512-q/t/3p2CTxOT9y2kvjesb/LZab2+1eqlhhWA02Be6mjTtmYtNBcBsrI5yDo4Fw7ZSPBW2oyMIGMNRqiKQjiAWw==',
  'opencode-linux-x64-baseline':
    'sha512-1KQGBiiDDeL/VHHbHkOvvFo8Jr97WT5+C1tear+p7IcDTnXgVHXqIjU4O4jM4mHQzykTP2i884FCnW5LDa+zCA==',
}

const OS: Readonly<Record<string, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' }
const EXE = process.platform === 'win32' ? '.exe' : ''
const DOWNLOAD_TIMEOUT_MS = 600_000
const METADATA_TIMEOUT_MS = 15_000

export interface BinaryOptions {
  /** Where a fetched binary is kept. */
  folder: string
  /** PATH is searched in it. */
  env: NodeJS.ProcessEnv
  log: (level: 'info' | 'warn' | 'error', message: string, data?: Record<string, unknown>) => void
}

/**
 * Path of the OpenCode binary: the one that comes with the app, else the same version fetched from the npm
 * registry; or with `path` the user's own.
 *
 * @throws an error a person can act on
 */
export async function findBinary(source: 'bundled' | 'path', options: BinaryOptions): Promise<string> {
  if (source === 'path') {
    const found = await onPath(`opencode${EXE}`, options.env)
    if (found !== null) return found
    throw new Error('OpenCode was not found on PATH. Install it, or choose the bundled one in Settings.')
  }
  const name = await packageName()
  const bundled = await inPackage(name, `bin/opencode${EXE}`)
  if (bundled !== null) return bundled
  const fetched = join(options.folder, `${name}-${OPENCODE_VERSION}`, 'bin', `opencode${EXE}`)
  if (await isExecutable(fetched)) return fetched
  const integrity = INTEGRITY[name] ?? (await integrityOf(name))
  if (integrity !== null) {
    await fetchPackage(name, integrity, options)
    return fetched
  }
  const own = await onPath(`opencode${EXE}`, options.env)
  if (own === null)
    throw new Error(
      `This installation has no OpenCode for ${process.platform} ${process.arch}. Install OpenCode.`,
    )
  options.log('warn', 'No bundled OpenCode for this platform; the one on PATH is used.', { path: own })
  return own
}

/** Folder of the bundled ripgrep, or null. OpenCode searches with `rg` from its PATH. */
export async function ripgrepFolder(): Promise<string | null> {
  const name = `@vscode/ripgrep-${process.platform}-${process.arch}`
  const path = await inPackage(name, `bin/rg${EXE}`)
  return path === null ? null : dirname(path)
}

async function packageName(): Promise<string> {
  const os = OS[process.platform] ?? process.platform
  const base = `opencode-${os}-${process.arch}`
  if (process.platform !== 'linux' || process.arch !== 'x64') return base
  const cpu = await readFile('/proc/cpuinfo', 'utf8').catch(() => 'avx2')
  return /\bavx2\b/.test(cpu) ? base : `${base}-baseline`
}

async function inPackage(name: string, path: string): Promise<string | null> {
  let manifest: string
  try {
    manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
  } catch {
    // Not installed: another platform's package, or none at all.
    return null
  }
  // Nothing inside an archive can be executed; such files lie unpacked beside it.
  const folder = dirname(manifest).replace(`app.asar${sep}`, `app.asar.unpacked${sep}`)
  const found = join(folder, path)
  return (await isExecutable(found)) ? found : null
}

async function onPath(name: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder !== '' && (await isExecutable(join(folder, name)))) return join(folder, name)
  }
  return null
}

const isExecutable = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

/** What the registry says the package's hash is; null when it has no such package or cannot be reached. */
async function integrityOf(name: string): Promise<string | null> {
  try {
    const response = await fetch(new URL(`${name}/${OPENCODE_VERSION}`, await registry()), {
      signal: AbortSignal.timeout(METADATA_TIMEOUT_MS),
    })
    if (!response.ok) return null
    const { dist } = (await response.json()) as { dist?: { integrity?: string } }
    return dist?.integrity ?? null
  } catch {
    // Offline: the caller goes on with what is on PATH, or says what is missing.
    return null
  }
}

/**
 * Fetches a package of {@link OPENCODE_VERSION} from the npm registry into `<folder>/<name>-<version>`.
 *
 * @param integrity `sha512-…`; anything else that arrives is thrown away
 * @throws an error a person can act on
 */
export async function fetchPackage(
  name: string,
  integrity: string,
  { folder, log }: Omit<BinaryOptions, 'env'>,
): Promise<void> {
  log('info', 'Fetching OpenCode.', { name, version: OPENCODE_VERSION })
  const url = new URL(`${name}/-/${name}-${OPENCODE_VERSION}.tgz`, await registry())
  const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) })
  if (!response.ok) throw new Error(`OpenCode could not be fetched (HTTP ${response.status}).`)
  const bytes = Buffer.from(await response.arrayBuffer())
  if (`sha512-${createHash('sha512').update(bytes).digest('base64')}` !== integrity)
    throw new Error('The fetched OpenCode is not the expected one and was thrown away.')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const work = await mkdtemp(join(folder, 'unpack-'))
  try {
    const archive = join(work, 'package.tgz')
    await writeFile(archive, bytes)
    await run('tar', ['-xzf', archive, '-C', work])
    await chmod(join(work, 'package', 'bin', `opencode${EXE}`), 0o755)
    const target = join(folder, `${name}-${OPENCODE_VERSION}`)
    await rm(target, { recursive: true, force: true })
    await rename(join(work, 'package'), target)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** The registry npm would use, with a slash at its end. */
async function registry(): Promise<string> {
  let address = process.env.npm_config_registry
  if (address === undefined || address === '') {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const { stdout } = await run(npm, ['config', 'get', 'registry'], { shell: process.platform === 'win32' })
    address = stdout.trim()
  }
  return address.endsWith('/') ? address : `${address}/`
}
