import type { SystemInfo } from '#shared/system.ts'

/**
 * Where secrets are kept: by name, such as `provider/anthropic`. Nothing of it ever stands in the database.
 *
 * @throws AppError SECRETS_UNAVAILABLE from each call when the store cannot be opened, saying how to mend it
 */
export interface SecretStore {
  get(name: string): Promise<string | null>
  set(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
  /** Names that begin with `prefix`, sorted. */
  list(prefix: string): Promise<string[]>
  /** What kind of store it is, for the doctor. */
  describe(): Promise<SecretStoreInfo>
}

export interface SecretStoreInfo {
  /** Such as `macOS Keychain` or `Encrypted file`. */
  name: string
  available: boolean
  /** Why it protects less than it should, or is not available; null when all is well. */
  warning: string | null
}

export type OpenIn = SystemInfo['can']['openIn'][number]

/** A line of a file in a folder: both paths are whole. */
export interface FilePlace {
  /** What an editor shows beside the file. */
  folder: string
  path: string
  /** From 1. */
  line: number
}

/** What differs between the shells. Each fills it; nothing below them knows which one is there. */
export interface Platform {
  readonly shell: SystemInfo['shell']
  /** What of the rest works here. */
  readonly can: SystemInfo['can']
  readonly secrets: SecretStore
  /** Opens an address in the user's browser. That it did not work is told to nobody. */
  openExternal(url: string): Promise<void>
  /** @returns null when the user chose none. @throws AppError NOT_POSSIBLE_HERE */
  pickFolder(): Promise<string | null>
  /**
   * Opens a folder.
   *
   * @param editor the user's command for `editor`, or null for the first one found
   * @throws AppError NOT_POSSIBLE_HERE
   */
  openFolder(path: string, where: OpenIn, editor: string | null): Promise<void>
  /**
   * Opens a file in an editor.
   *
   * @param editor the user's command, or null for the first one found
   * @throws AppError NOT_POSSIBLE_HERE
   */
  openFile(place: FilePlace, editor: string | null): Promise<void>
}
