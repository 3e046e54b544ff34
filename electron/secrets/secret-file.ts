import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import type { SecretStore, SecretStoreInfo } from '../platform.ts'
import { OneByOne } from '../process/one-by-one.ts'

export interface SecretFileOptions {
  /** Where the sealed secrets are; each way of sealing has a file of its own. */
  file: string
  /** Encrypts and authenticates. May throw an AppError SECRETS_UNAVAILABLE that says how to mend it. */
  seal: (plain: Buffer) => Promise<Buffer>
  /** The way back. Must throw when it is not exactly what `seal` made. */
  open: (sealed: Buffer) => Promise<Buffer>
  /** The kind of store, as far as it is known without looking into the file. */
  describe: () => Promise<SecretStoreInfo>
}

/**
 * A secret store that is one file, sealed as a whole. The shells differ in how they seal: the headless one
 * with a key file of ours ({@link createFileSecrets}), Electron with the system's keychain
 * (`safeStorage.encryptString(plain.toString('base64'))` and back).
 *
 * The file is replaced by renaming, so that it is whole at any moment, and never when it could not be
 * opened: what it holds may still be saved.
 */
export function createSecretFile(options: SecretFileOptions): SecretStore {
  const oneByOne = new OneByOne()

  /** One change after the other; one that fails does not stop the next. */
  const change = (edit: (secrets: Map<string, string>) => boolean) =>
    oneByOne.run('secrets', async () => {
      const secrets = await load(options)
      if (edit(secrets)) await save(options, secrets)
    })

  return {
    get: async (name) => (await load(options)).get(name) ?? null,
    set: (name, value) =>
      change((secrets) => {
        if (secrets.get(name) === value) return false
        secrets.set(name, value)
        return true
      }),
    remove: (name) => change((secrets) => secrets.delete(name)),
    list: async (prefix) => {
      const secrets = await load(options)
      return [...secrets.keys()].filter((name) => name.startsWith(prefix)).sort()
    },
    async describe() {
      const info = await options.describe()
      if (!info.available) return info
      try {
        await load(options)
        return info
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        return { ...info, available: false, warning: error.message }
      }
    },
  }
}

const contents = z.object({ version: z.literal(1), secrets: z.record(z.string(), z.string()) })

/** @throws AppError SECRETS_UNAVAILABLE */
async function load({ file, open: unseal }: SecretFileOptions): Promise<Map<string, string>> {
  let sealed: Buffer
  try {
    sealed = await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return new Map()
    throw unavailable(`The stored keys in ${file} cannot be read (${code ?? 'unknown error'}).`, error)
  }
  try {
    const { secrets } = contents.parse(JSON.parse((await unseal(sealed)).toString('utf8')))
    return new Map(Object.entries(secrets))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw unavailable(
      `The stored keys in ${file} cannot be opened: the file is damaged or was sealed with another key. Put back what belongs together, or move the file away and set the keys anew.`,
    )
  }
}

/** @throws AppError SECRETS_UNAVAILABLE; the file is then as it was */
async function save({ file, seal }: SecretFileOptions, secrets: Map<string, string>): Promise<void> {
  const plain = JSON.stringify({ version: 1, secrets: Object.fromEntries(secrets) })
  const sealed = await seal(Buffer.from(plain, 'utf8'))
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await replaceFile(file, sealed)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw unavailable(`The key could not be stored in ${file} (${code ?? 'unknown error'}).`, error)
  }
}

/** Writes a file of the user's alone, whole or not at all, even if the power fails. */
async function replaceFile(file: string, bytes: Buffer): Promise<void> {
  const half = `${file}.new`
  const handle = await open(half, 'w', 0o600)
  try {
    // One that a crash left behind keeps the mode it had.
    await handle.chmod(0o600)
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(half, file)
  await syncFolder(dirname(file))
}

/** Makes what was renamed or linked in a folder survive a power failure, where folders can be synced. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The error of every call that finds the store shut. */
export const unavailable = (message: string, cause?: unknown) =>
  new AppError('SECRETS_UNAVAILABLE', message, null, cause === undefined ? undefined : { cause })
