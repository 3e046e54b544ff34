import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder, unavailable } from './secret-file.ts'

const KEY_BYTES = 32

/**
 * The key in a file, once nobody but the user can read it. Modes that are too loose are tightened.
 *
 * @returns null when there is no such file
 * @throws AppError SECRETS_UNAVAILABLE when it is damaged, or cannot be closed to others
 */
export async function loadKey(keyFile: string): Promise<Buffer | null> {
  try {
    await requirePrivate(dirname(keyFile), 0o700)
    await requirePrivate(keyFile, 0o600)
    const key = Buffer.from((await readFile(keyFile, 'utf8')).trim(), 'base64')
    if (key.length === KEY_BYTES) return key
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    if (code === 'SECRETS_UNAVAILABLE') throw error
    throw unavailable(`The key ${keyFile} cannot be read (${code ?? 'unknown error'}).`, error)
  }
  throw unavailable(`The key ${keyFile} is damaged. Put back the right one from a backup.`)
}

/**
 * Makes the key, unless another host has made it in the meantime.
 *
 * @throws AppError SECRETS_UNAVAILABLE
 */
export async function makeKey(keyFile: string): Promise<Buffer> {
  const half = `${keyFile}.${randomUUID()}`
  try {
    await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 })
    await requirePrivate(dirname(keyFile), 0o700)
    const handle = await open(half, 'wx', 0o600)
    try {
      await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    // A link is refused where a key is, while renaming would replace it.
    await link(half, keyFile).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await syncFolder(dirname(keyFile))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'SECRETS_UNAVAILABLE') throw error
    throw unavailable(`The key ${keyFile} cannot be made (${code ?? 'unknown error'}).`, error)
  } finally {
    await rm(half, { force: true })
  }
  const key = await loadKey(keyFile)
  if (key !== null) return key
  throw unavailable(`The key ${keyFile} was removed while it was made.`)
}

/**
 * Closes a file or folder of the user's to everybody else.
 *
 * @throws AppError SECRETS_UNAVAILABLE when it belongs to somebody else, or is shared on purpose
 */
async function requirePrivate(path: string, mode: number): Promise<void> {
  // Windows has no such modes; a user's folders are closed to others there by default.
  if (process.platform === 'win32') return
  const found = await stat(path)
  const shared = (found.mode & STICKY) !== 0
  const own = process.getuid?.()
  if (shared || (own !== undefined && found.uid !== own)) {
    throw unavailable(
      `${path} ${shared ? 'is a folder for everybody' : 'belongs to another user'}, so no key is kept there. Point XDG_CONFIG_HOME to a folder of your own.`,
    )
  }
  if ((found.mode & 0o077) !== 0) await chmod(path, mode)
}

/** Set on folders like /tmp, where everybody may put files. */
const STICKY = 0o1000
