import { join } from 'node:path'
import { safeStorage } from 'electron'
import type { SecretStore } from '../../platform.ts'
import { createSecretFile, unavailable } from '../../secrets/secret-file.ts'

const NAMES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'macOS Keychain', win32: 'Windows DPAPI' }

/** Secrets in a file that is sealed with the system's keychain. To be made once the app is ready. */
export function createKeychainSecrets(dataFolder: string): SecretStore {
  return createSecretFile({
    file: join(dataFolder, 'secrets.keychain'),
    async seal(plain) {
      await requireKeychain()
      return safeStorage.encryptStringAsync(plain.toString('base64'))
    },
    async open(sealed) {
      await requireKeychain()
      const { result } = await safeStorage.decryptStringAsync(sealed)
      return Buffer.from(result, 'base64')
    },
    async describe() {
      const available = await safeStorage.isAsyncEncryptionAvailable()
      return {
        name: NAMES[process.platform] ?? backendName(),
        available,
        warning: available ? weakness() : MISSING,
      }
    },
  })
}

const MISSING =
  'The system’s keychain is not available, so keys cannot be stored. Unlock it, or install and start one (on Linux GNOME Keyring or KWallet), then start OpenLinear again.'

/** @throws AppError SECRETS_UNAVAILABLE */
async function requireKeychain(): Promise<void> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) throw unavailable(MISSING)
}

const isBasic = () => process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text'

const weakness = () =>
  isBasic()
    ? 'This desktop has no keyring: stored keys are only disguised, and whoever can read your files can read them. Install and start GNOME Keyring or KWallet, then set the keys anew.'
    : null

function backendName(): string {
  const backend = safeStorage.getSelectedStorageBackend()
  if (backend === 'gnome_libsecret') return 'GNOME Keyring'
  if (backend.startsWith('kwallet')) return 'KWallet'
  return 'No keyring'
}
