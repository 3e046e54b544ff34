import { attachmentIdsIn, attachmentName } from '#shared/attachment-refs.ts'
import type { Attachment } from '#shared/attachments.ts'
import { AppError, notFound } from '#shared/errors.ts'
import { OneByOne } from '../process/one-by-one.ts'
import type { Log } from '../runs/engine.ts'
import type { Store } from '../store/store.ts'
import { ContentFolder } from './content-folder.ts'
import { finishRemovals, sweep } from './sweep.ts'

export { addTaskAttachments, attachmentsOfTask } from './task-attachments.ts'

/** An attachment with the file that has its content, for who works on this computer. */
export type AttachedFile = Attachment & { path: string }

/** Files that texts refer to as `attachment:<id>`. */
export interface Attachments {
  /** @throws AppError NOT_FOUND */
  get(id: string): Promise<Attachment>
  /**
   * Keeps a file; the same content is kept once, whatever it is called.
   *
   * @param name as its user's computer calls it
   * @throws AppError PAYLOAD_TOO_LARGE, BAD_REQUEST for an empty one, and what `chunks` throws
   */
  add(name: string, chunks: AsyncIterable<Uint8Array>): Promise<Attachment>
  /** @throws AppError NOT_FOUND, also where the file itself is gone */
  read(id: string): Promise<{ attachment: Attachment; chunks: AsyncIterable<Uint8Array> }>
  /** The files that a text for an agent refers to, in that order; those that are gone are left out. */
  filesOf(text: string): Promise<AttachedFile[]>
  /** What the disk page tells of them. */
  figures(): Promise<{ count: number; unused: number }>
}

/** The room, and what it does by itself: what no text refers to goes, at the start and then daily. */
export interface AttachmentsRoom extends Attachments {
  /** Finishes what a crash left undone. To be awaited before anything else is asked. */
  recover(): Promise<void>
  start(): void
  /** Does at once what is done daily. @returns how many attachments went */
  sweep(): Promise<number>
  close(): Promise<void>
}

const DAY_MS = 86_400_000

export function createAttachments(options: { store: Store; dataFolder: string; log: Log }): AttachmentsRoom {
  const { store, log } = options
  const folder = new ContentFolder(options.dataFolder)
  /** By the content's digest. */
  const perContent = new OneByOne()
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<unknown> = Promise.resolve()

  const select = () =>
    store.db
      .selectFrom('attachments')
      .innerJoin('attachment_files', 'attachment_files.sha256', 'attachments.sha256')
      .select([
        'attachments.id',
        'attachments.name',
        'attachments.sha256',
        'attachments.created_at as createdAt',
        'attachment_files.mime',
        'attachment_files.bytes',
        'attachment_files.extension',
      ])
  type Found = Attachment & { extension: string }
  const toAttachment = ({ id, name, mime, bytes, sha256, createdAt }: Found): Attachment => ({
    id,
    name,
    mime,
    bytes,
    sha256,
    createdAt,
  })

  /** @throws AppError NOT_FOUND */
  async function find(id: string): Promise<Found> {
    const row = await select().where('attachments.id', '=', id).executeTakeFirst()
    if (row === undefined) throw notFound('attachment', id)
    return row
  }

  /** What is looked at is in a draft, of which nobody else knows: its time begins anew. */
  async function keepAwhile(id: string): Promise<void> {
    const now = store.now()
    const limit = new Date(Date.parse(now) - DAY_MS).toISOString()
    const row = await store.db
      .selectFrom('attachments')
      .select('id')
      .where('id', '=', id)
      .where('unused_since', '<', limit)
      .executeTakeFirst()
    if (row === undefined) return
    await store.write((tx) =>
      tx.db
        .updateTable('attachments')
        .set({ unused_since: now })
        .where('id', '=', id)
        .where('unused_since', 'is not', null)
        .execute(),
    )
  }

  const doSweep = (): Promise<number> => {
    const next = sweeping.then(() => sweep(store, folder, (sha256, work) => perContent.run(sha256, work)))
    sweeping = next.catch(() => {})
    return next
  }

  return {
    get: async (id) => toAttachment(await find(id)),

    async add(said, chunks) {
      const name = attachmentName(said)
      const incoming = await folder.take(chunks)
      const { sha256, mime, extension, bytes } = incoming
      try {
        return await perContent.run(sha256, async () => {
          const held = await store.db
            .selectFrom('attachment_files')
            .selectAll()
            .where('sha256', '=', sha256)
            .executeTakeFirst()
          // A content may have been lost with its disk, or to somebody who tidied up.
          if (held?.is_whole !== 1 || !(await folder.has(held))) {
            const file = { mime, extension, bytes, is_whole: held?.is_whole ?? 0 }
            await store.write((tx) =>
              tx.db
                .insertInto('attachment_files')
                .values({ sha256, ...file })
                .onConflict((conflict) => conflict.column('sha256').doUpdateSet(file))
                .execute(),
            )
            await folder.put(incoming)
          }
          return store.write(async (tx) => {
            await tx.db
              .updateTable('attachment_files')
              .set({ is_whole: 1 })
              .where('sha256', '=', sha256)
              .execute()
            const now = store.now()
            const row = { id: store.newId(), sha256, name, created_at: now }
            // No text refers to it yet.
            await tx.db
              .insertInto('attachments')
              .values({ ...row, unused_since: now })
              .execute()
            const { mime, bytes } = held ?? incoming
            return { id: row.id, name, mime, bytes, sha256, createdAt: now }
          })
        })
      } finally {
        await folder.drop(incoming.path)
      }
    },

    async read(id) {
      const found = await find(id)
      if (!(await folder.has(found)))
        throw new AppError('NOT_FOUND', `The file of ${found.name} is gone from the data folder.`, { id })
      await keepAwhile(id)
      return { attachment: toAttachment(found), chunks: folder.read(found) }
    },

    async filesOf(text) {
      const ids = attachmentIdsIn(text)
      if (ids.length === 0) return []
      const rows = new Map<string, Found>()
      for (const row of await select().where('attachments.id', 'in', ids).execute()) rows.set(row.id, row)
      const files: AttachedFile[] = []
      for (const id of ids) {
        const row = rows.get(id)
        if (row === undefined || !(await folder.has(row))) {
          log('warn', 'a prompt refers to an attachment that is gone', { id })
        } else files.push({ ...toAttachment(row), path: folder.path(row) })
      }
      return files
    },

    async figures() {
      const { count, unused } = await store.db
        .selectFrom('attachments')
        .select(({ fn }) => [
          fn.countAll<number>().as('count'),
          fn.count<number>('unused_since').as('unused'),
        ])
        .executeTakeFirstOrThrow()
      return { count, unused }
    },

    recover: () => finishRemovals(store, folder),
    start() {
      const next = () => {
        doSweep().then(
          (gone) => {
            if (gone > 0) log('info', 'removed attachments that no text refers to', { gone })
          },
          (error: unknown) =>
            log('warn', 'attachments that no text refers to were not removed', { error: String(error) }),
        )
      }
      next()
      timer = setInterval(next, DAY_MS)
      timer.unref()
    },
    sweep: doSweep,
    async close() {
      clearInterval(timer)
      await sweeping
      await perContent.idle()
    },
  }
}
