import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onPath } from '../process/on-path.ts'
import { runProgram } from '../process/run-program.ts'

/** The keyring of the user's session, as far as it keeps the key to a file of secrets. */
export interface Keyring {
  /** `none`: it answers, and has no key of ours. `silent`: there is none, or it is locked. */
  load(): Promise<Buffer | 'none' | 'silent'>
  /** Makes a key and keeps it there; null = it could not be kept. */
  make(): Promise<Buffer | null>
}

const KEY_BYTES = 32
/** A locked keyring asks on the screen, where perhaps nobody sits. */
const PATIENCE_MS = 5_000

/**
 * The Secret Service (GNOME Keyring, KWallet) by `secret-tool`, where that is installed. macOS's own tool takes a
 * secret only as an argument, which every process may read.
 *
 * @param dataFolder its id names the key, so that it is found where the folder has been moved
 */
export function createKeyring(dataFolder: string): Keyring {
  let known: Buffer | null = null

  async function ask(verb: 'lookup' | 'store', input = '') {
    const [path, id] = await Promise.all([onPath('secret-tool', process.env), idOf(dataFolder)])
    if (path === null || id === null) return null
    const args = [verb, ...(verb === 'store' ? ['--label=OpenLinear'] : [])]
    const named = ['application', 'openlinear', 'folder', id]
    return runProgram(path, [...args, ...named], { env: process.env, input, timeoutMs: PATIENCE_MS })
  }

  async function load(): Promise<Buffer | 'none' | 'silent'> {
    if (known !== null) return known
    const end = await ask('lookup')
    // What it does not have it says nothing about; that there is no keyring, it does.
    if (end === null || end.code === null || (end.code !== 0 && end.stderr.trim() !== '')) return 'silent'
    const key = Buffer.from(end.stdout.trim(), 'base64')
    if (key.length !== KEY_BYTES) return 'none'
    known = key
    return key
  }

  return {
    load,
    async make() {
      const key = randomBytes(KEY_BYTES)
      const end = await ask('store', key.toString('base64'))
      if (end?.code !== 0) return null
      const kept = await load()
      return kept instanceof Buffer && kept.equals(key) ? key : null
    },
  }
}

/** Made when a host first opens the folder; see electron/host.ts. */
async function idOf(dataFolder: string): Promise<string | null> {
  const id = await readFile(join(dataFolder, 'host-id'), 'utf8').catch(() => '')
  return id.trim() === '' ? null : id.trim()
}
