import type { Selectable } from 'kysely'
import { AppError } from '#shared/errors.ts'
import { INBOX_MARK_DAYS, type InboxMark, type MarkInbox } from '#shared/inbox.ts'
import { isPutAway } from '#shared/inbox-places.ts'
import type { Log } from '../runs/engine.ts'
import type { InboxMarksTable } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

const DAY_MS = 86_400_000

/** What the user did about things in the inbox. What they are is worked out from runs, requests and batches. */
export interface Inbox {
  /** By id. */
  marks(): Promise<{ items: InboxMark[]; seq: number }>
  /**
   * Nothing is kept of a mark that says nothing any more, but the feed tells of it.
   *
   * @throws AppError BAD_REQUEST for a moment that has passed
   */
  mark(input: MarkInbox): Promise<InboxMark>
  /** Whether the user has put something off until later, or has seen to it. */
  isAway(id: string): Promise<boolean>
}

/** The room, and what it does by itself: old marks go, at the start and then daily. */
export interface InboxRoom extends Inbox {
  start(): void
  close(): Promise<void>
}

export function createInbox({ store, log }: { store: Store; log: Log }): InboxRoom {
  let timer: NodeJS.Timeout | undefined
  let pruning: Promise<void> = Promise.resolve()

  function prune(): Promise<void> {
    const now = store.now()
    const limit = new Date(Date.parse(now) - INBOX_MARK_DAYS * DAY_MS).toISOString()
    return store.write(async (tx) => {
      const gone = await tx.db
        .deleteFrom('inbox_marks')
        .where('updated_at', '<', limit)
        // What still sleeps would wake at once.
        .where((mark) => mark.or([mark('snoozed_until', 'is', null), mark('snoozed_until', '<=', now)]))
        .returning('id')
        .execute()
      for (const { id } of gone) await tx.emit('inbox-mark:updated', { id, ...NOTHING })
    })
  }

  return {
    async marks() {
      const seq = await store.seq()
      const rows = await store.db.selectFrom('inbox_marks').selectAll().orderBy('id').execute()
      return { items: rows.map(toMark), seq }
    },

    mark: ({ id, snoozedUntil, done }) =>
      store.write(async (tx) => {
        const now = store.now()
        const row = await tx.db.selectFrom('inbox_marks').selectAll().where('id', '=', id).executeTakeFirst()
        const held: InboxMark = row === undefined ? { id, ...NOTHING, updatedSeq: 0 } : toMark(row)
        const marks = {
          snoozedUntil: snoozedUntil === undefined ? held.snoozedUntil : laterThan(now, snoozedUntil),
          doneAt: done === undefined ? held.doneAt : done ? (held.doneAt ?? now) : null,
        }
        if (marks.snoozedUntil === held.snoozedUntil && marks.doneAt === held.doneAt) return held
        const updatedSeq = await tx.emit('inbox-mark:updated', { id, ...marks })
        if (marks.snoozedUntil === null && marks.doneAt === null) {
          await tx.db.deleteFrom('inbox_marks').where('id', '=', id).execute()
        } else {
          const values = {
            snoozed_until: marks.snoozedUntil,
            done_at: marks.doneAt,
            updated_at: now,
            updated_seq: updatedSeq,
          }
          await tx.db
            .insertInto('inbox_marks')
            .values({ id, ...values })
            .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
            .execute()
        }
        return { id, ...marks, updatedSeq }
      }),

    async isAway(id) {
      const row = await store.db.selectFrom('inbox_marks').selectAll().where('id', '=', id).executeTakeFirst()
      return row !== undefined && isPutAway(toMark(row), Date.parse(store.now()))
    },

    start() {
      const next = () => {
        pruning = pruning.then(prune).catch((error: unknown) => {
          log('warn', 'old marks of the inbox were not removed', { error: String(error) })
        })
      }
      next()
      timer = setInterval(next, DAY_MS)
      timer.unref()
    },
    async close() {
      clearInterval(timer)
      await pruning
    },
  }
}

const NOTHING = { snoozedUntil: null, doneAt: null }

const toMark = (row: Selectable<InboxMarksTable>): InboxMark => ({
  id: row.id,
  snoozedUntil: row.snoozed_until,
  doneAt: row.done_at,
  updatedSeq: row.updated_seq,
})

/** @throws AppError BAD_REQUEST when `moment` is not later than `now` */
function laterThan(now: string, moment: string | null): string | null {
  if (moment === null) return null
  if (Date.parse(moment) > Date.parse(now)) return new Date(moment).toISOString()
  throw new AppError('BAD_REQUEST', 'snoozedUntil: this moment has passed. Choose a later one.', {
    field: 'snoozedUntil',
  })
}
