import { constants } from 'node:fs'
import { access, mkdir, readFile, rename, rmdir, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import { databaseFile, SIDE_FILES } from '../store/database-file.ts'

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

/** Where the data folder is unless somebody says otherwise. */
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
 * Sees that a folder is there or could be made; one that was missing still is afterwards.
 *
 * @throws AppError BAD_REQUEST naming `field` when it is no whole path or cannot be made and written to
 */
export async function requireFolder(field: string, path: string): Promise<void> {
  if (!isAbsolute(path)) {
    throw new AppError('BAD_REQUEST', `${field}: ${path} is not a whole path. Give it from the root on.`, {
      field,
    })
  }
  const made: string[] = []
  try {
    await makeFolder(path, made)
    await access(path, constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new AppError(
      'BAD_REQUEST',
      `${field}: ${path} cannot be made or written to (${code ?? 'unknown error'}). Choose another folder.`,
      { field },
      { cause: error },
    )
  } finally {
    // It was a trial: the folder is made when something is put there.
    for (const folder of made.reverse()) await rmdir(folder).catch(() => undefined)
  }
}

/**
 * Makes a folder and those above it, one by one: Node's `recursive` never comes back from a place that takes
 * no folders but says that the one above is missing, such as `/proc`.
 *
 * @param made gets the folders that were missing, from the root on
 * @throws the system's error
 */
export async function makeFolder(path: string, made: string[] = []): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (found !== null) {
    if (!found.isDirectory()) throw Object.assign(new Error(`${path} is a file`), { code: 'ENOTDIR', path })
    return
  }
  await makeFolder(dirname(path), made)
  try {
    await mkdir(path, { mode: 0o700 })
    made.push(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/**
 * Makes the data folder if it is missing, and sees that it and what a start opens first can be written to:
 * SQLite itself says neither what it could not open nor why.
 *
 * @throws the system's error; see {@link whyUnusable}
 */
export async function prepareDataFolder(folder: string): Promise<void> {
  await makeFolder(folder)
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  const database = databaseFile(folder)
  const files = [database, ...SIDE_FILES.map((ending) => database + ending), join(folder, 'host.lock')]
  for (const file of files) {
    await access(file, constants.R_OK | constants.W_OK).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  }
}

/** Why a folder cannot hold the data, by the system's code. */
const UNUSABLE: Record<string, string> = {
  ENOTDIR: 'has a file where a folder should be',
  EACCES: 'may not be written to',
  EPERM: 'may not be written to',
  EROFS: 'is on a read-only disk',
  ENOENT: 'cannot be made',
  EEXIST: 'is a file',
  ENOSPC: 'is on a full disk',
}

/** A sentence for what the system said of a place in the data folder at the start; null = it said something else. */
export function whyUnusable(error: unknown): string | null {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === undefined || path === undefined || !(code in UNUSABLE)) return null
  const leave =
    code === 'EACCES' || code === 'EPERM' ? 'Give yourself leave to write there, or choose' : 'Choose'
  return `The data folder cannot be used: ${path} ${UNUSABLE[code]}. ${leave} another one with --data-dir.`
}
