import { constants } from 'node:fs'
import { access, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { AppError } from '#shared/errors.ts'

type Env = Readonly<Record<string, string | undefined>>

const APP = 'openlinear'

/** XDG paths that are not absolute are to be ignored, says their specification. */
const absolute = (path: string | undefined) => (path !== undefined && isAbsolute(path) ? path : undefined)

/** The file that says where the data folder is; it stands outside of it. */
export function defaultPointerFile(env: Env, platform: NodeJS.Platform = process.platform): string {
  const home = homedir()
  const xdg = absolute(env.XDG_CONFIG_HOME)
  if (xdg !== undefined) return join(xdg, APP, 'location.json')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', APP, 'location.json')
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), APP, 'location.json')
  return join(home, '.config', APP, 'location.json')
}

export function defaultDataFolder(env: Env, platform: NodeJS.Platform = process.platform): string {
  const home = homedir()
  const xdg = absolute(env.XDG_DATA_HOME)
  if (xdg !== undefined) return join(xdg, APP)
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', APP, 'data')
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), APP, 'data')
  return join(home, '.local', 'share', APP)
}

/**
 * Where the data folder is: the flag, else what the pointer file says, else the platform's own place.
 *
 * @throws AppError BAD_REQUEST when the pointer file cannot be understood: another folder would look as
 *   if everything were lost
 */
export async function resolveDataFolder(from: {
  flag: string | undefined
  env: Env
  pointerFile: string
}): Promise<string> {
  if (from.flag !== undefined) return resolve(from.flag)
  const text = await readFile(from.pointerFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return defaultDataFolder(from.env)
  const read = pointer.safeParse(jsonOrNull(text))
  if (read.success) return read.data.dataFolder
  throw new AppError(
    'BAD_REQUEST',
    `${from.pointerFile} does not say where the data folder is. Mend it, or remove it to use ${defaultDataFolder(from.env)}.`,
  )
}

const pointer = z.object({ dataFolder: z.string().refine(isAbsolute) })

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Whole or not at all: a half-written pointer would hide the user's board. */
export async function writePointer(pointerFile: string, dataFolder: string): Promise<void> {
  await mkdir(dirname(pointerFile), { recursive: true })
  const half = `${pointerFile}.new`
  await writeFile(half, `${JSON.stringify({ dataFolder }, null, 2)}\n`)
  await rename(half, pointerFile)
}

/**
 * Makes the folder if it is missing.
 *
 * @throws AppError BAD_REQUEST naming `field` when it is no whole path or cannot be made and written to
 */
export async function requireFolder(field: string, path: string): Promise<void> {
  if (!isAbsolute(path)) {
    throw new AppError('BAD_REQUEST', `${field}: ${path} is not a whole path. Give it from the root on.`, {
      field,
    })
  }
  try {
    await makeFolder(path)
    await access(path, constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new AppError(
      'BAD_REQUEST',
      `${field}: ${path} cannot be made or written to (${code ?? 'unknown error'}). Choose another folder.`,
      { field },
      { cause: error },
    )
  }
}

/**
 * Makes a folder and those above it, one by one: Node's `recursive` never comes back from a place that takes
 * no folders but says that the one above is missing, such as `/proc`.
 *
 * @throws the system's error
 */
export async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (found !== null) {
    if (!found.isDirectory()) throw Object.assign(new Error(`${path} is a file`), { code: 'ENOTDIR', path })
    return
  }
  await makeFolder(dirname(path))
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}
