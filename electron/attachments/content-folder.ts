import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_ATTACHMENT } from '#shared/attachment-refs.ts'
import { AppError } from '#shared/errors.ts'
import { type ContentKind, ContentProbe } from './content-kind.ts'

/** A content that was brought and lies where nobody looks for it yet. */
export interface Incoming extends ContentKind {
  path: string
  sha256: string
  bytes: number
}

/** So much is read at once, in bytes. */
const PIECE = 256 << 10

/** The contents of attachments on disk, `attachments/<sha256>/file<extension>`: each alone in its folder. */
export class ContentFolder {
  readonly root: string
  readonly #incoming: string

  constructor(dataFolder: string) {
    this.root = join(dataFolder, 'attachments')
    this.#incoming = join(this.root, '.incoming')
  }

  path({ sha256, extension }: { sha256: string; extension: string }): string {
    return join(this.root, sha256, `file${extension}`)
  }

  /**
   * Writes what comes to the disk as it comes; the caller drops it or puts it in its place.
   *
   * @throws AppError PAYLOAD_TOO_LARGE, BAD_REQUEST for nothing at all
   */
  async take(chunks: AsyncIterable<Uint8Array>): Promise<Incoming> {
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 })
    const path = join(this.#incoming, randomUUID())
    const hash = createHash('sha256')
    const probe = new ContentProbe()
    let bytes = 0
    const file = await open(path, 'wx', 0o600)
    try {
      for await (const chunk of chunks) {
        bytes += chunk.length
        if (bytes > MAX_ATTACHMENT) throw tooLarge()
        hash.update(chunk)
        probe.look(chunk)
        await file.writeFile(chunk)
      }
      if (bytes === 0) throw new AppError('BAD_REQUEST', 'The file is empty.')
      await file.sync()
    } catch (error) {
      await file.close()
      await this.drop(path)
      throw error
    }
    await file.close()
    return { path, sha256: hash.digest('hex'), bytes, ...(await probe.kind()) }
  }

  async drop(path: string): Promise<void> {
    await rm(path, { force: true })
  }

  async put(incoming: Incoming): Promise<void> {
    await mkdir(join(this.root, incoming.sha256), { recursive: true, mode: 0o700 })
    await rename(incoming.path, this.path(incoming))
  }

  async has(content: { sha256: string; extension: string; bytes: number }): Promise<boolean> {
    try {
      return (await stat(this.path(content))).size === content.bytes
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    }
  }

  read(content: { sha256: string; extension: string }): AsyncIterable<Uint8Array> {
    return createReadStream(this.path(content), { highWaterMark: PIECE })
  }

  async remove(sha256: string): Promise<void> {
    await rm(join(this.root, sha256), { recursive: true, force: true })
  }

  /** Drops what was under way when an earlier host ended. */
  async clearIncoming(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true })
  }
}

export const tooLarge = () =>
  new AppError(
    'PAYLOAD_TOO_LARGE',
    `A file may have ${MAX_ATTACHMENT >> 20} MB at most. Keep larger ones in the repository.`,
    { limit: MAX_ATTACHMENT },
  )
