import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { SecretStore } from '../platform.ts'
import { loadKey, makeKey } from './key-file.ts'
import type { Keyring } from './keyring.ts'
import { createSecretFile, unavailable } from './secret-file.ts'

export interface FileSecretsOptions {
  /** The encrypted secrets, in the data folder. */
  file: string
  /** The key to them, in another folder: a copy of the data folder alone tells nothing. */
  keyFile: string
  /** Takes the place of the key file, unless there is one already. */
  keyring?: Keyring
}

const CIPHER = 'aes-256-gcm'
/** Begins each file and says how it was made. */
const MAGIC = Buffer.from('openlinear secrets 1\n')
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Secrets in an encrypted file, for machines without a keychain that we could ask. */
export function createFileSecrets({ file, keyFile, keyring }: FileSecretsOptions): SecretStore {
  async function findKey(): Promise<Buffer | null> {
    const key = (await loadKey(keyFile)) ?? (await keyring?.load())
    return key instanceof Buffer ? key : null
  }

  /** Only where there are no secrets yet: others would be lost with the key that is not found. */
  async function newKey(): Promise<Buffer> {
    const kept = (await keyring?.load()) === 'none' ? await keyring?.make() : null
    return kept ?? makeKey(keyFile)
  }

  return createSecretFile({
    file,
    async seal(plain) {
      return encrypt(plain, (await findKey()) ?? (await newKey()))
    },
    async open(sealed) {
      const key = await findKey()
      if (key !== null) return decrypt(sealed, key)
      throw unavailable(
        keyring === undefined
          ? `The key ${keyFile} to the stored keys in ${file} is gone. Put it back, or move ${file} away and set the keys anew.`
          : `The key to the stored keys in ${file} is neither at ${keyFile} nor given by the system’s keyring. Unlock the keyring, put the file back, or move ${file} away and set the keys anew.`,
      )
    },
    async describe() {
      if (!existsSync(keyFile) && keyring !== undefined && (await keyring.load()) !== 'silent') {
        return { name: 'the system’s keyring', available: true, warning: null }
      }
      const where = existsSync(keyFile)
        ? `The key to the encrypted file lies on the same disk (${keyFile})`
        : `The key to the encrypted file will be made on the same disk (${keyFile}) as soon as something is stored`
      const warning = `${where}: whoever can read your files can read the stored keys. The desktop app keeps them in the system’s keychain.`
      return { name: 'Encrypted file', available: true, warning }
    },
  })
}

function encrypt(plain: Buffer, key: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(MAGIC)
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([MAGIC, nonce, cipher.getAuthTag(), body])
}

/** @throws an error when a bit of it is another, or the key is */
function decrypt(sealed: Buffer, key: Buffer): Buffer {
  const head = MAGIC.length + NONCE_BYTES + TAG_BYTES
  if (sealed.length < head || !sealed.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new Error('not a file of secrets')
  }
  const nonce = sealed.subarray(MAGIC.length, MAGIC.length + NONCE_BYTES)
  const tag = sealed.subarray(MAGIC.length + NONCE_BYTES, head)
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(MAGIC).setAuthTag(tag)
  return Buffer.concat([decipher.update(sealed.subarray(head)), decipher.final()])
}
