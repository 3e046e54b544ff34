import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/** A keychain that turns bytes around: not secret, but not plain either. */
const keychain = vi.hoisted(() => ({ available: true, backend: 'gnome_libsecret' }))
vi.mock('electron', () => ({
  safeStorage: {
    isAsyncEncryptionAvailable: async () => keychain.available,
    getSelectedStorageBackend: () => keychain.backend,
    encryptStringAsync: async (text: string) => Buffer.from(text).reverse(),
    decryptStringAsync: async (sealed: Buffer) => ({
      result: Buffer.from(sealed).reverse().toString(),
      shouldReEncrypt: false,
    }),
  },
}))
const { createKeychainSecrets } = await import('./secrets.ts')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'))
  Object.assign(keychain, { available: true, backend: 'gnome_libsecret' })
})
afterEach(() => rmSync(folder, { recursive: true }))

test('secrets are kept by the keychain, not as they are', async () => {
  await createKeychainSecrets(folder).set('provider/x', 'sk-secret')
  const again = createKeychainSecrets(folder)
  expect(await again.get('provider/x')).toBe('sk-secret')
  expect(readFileSync(join(folder, 'secrets.keychain'), 'utf8')).not.toContain('sk-secret')
  expect((await again.describe()).warning).toBe(null)
})

test('without a keychain nothing is stored, in words', async () => {
  keychain.available = false
  const secrets = createKeychainSecrets(folder)
  await expect(secrets.set('provider/x', 'sk-secret')).rejects.toMatchObject({ code: 'SECRETS_UNAVAILABLE' })
  expect(await secrets.describe()).toMatchObject({
    available: false,
    warning: expect.stringContaining('Unlock it'),
  })
})

test.runIf(process.platform === 'linux')('a desktop without a keyring gets a warning', async () => {
  keychain.backend = 'basic_text'
  expect(await createKeychainSecrets(folder).describe()).toMatchObject({
    name: 'No keyring',
    warning: expect.stringContaining('only disguised'),
  })
})
