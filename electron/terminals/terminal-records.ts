import type { Selectable } from 'kysely'
import { notFound } from '#shared/errors.ts'
import type { Terminal } from '#shared/terminals.ts'
import type { TerminalsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'

type Reader = Pick<Store['db'], 'selectFrom'>

/** A row in the shape of the contract. */
const toTerminal = (row: Selectable<TerminalsTable>): Terminal => ({
  id: row.id,
  projectId: row.project_id,
  runId: row.run_id,
  worktreePath: row.worktree_path,
  kind: row.kind as Terminal['kind'],
  title: row.title,
  command: row.command,
  cols: row.cols,
  rows: row.rows,
  status: row.status as Terminal['status'],
  exitCode: row.exit_code,
  signal: row.signal,
  port: row.port,
  address: row.address,
  createdAt: row.created_at,
  endedAt: row.ended_at,
  updatedSeq: row.updated_seq,
})

/** Oldest first. */
export async function loadTerminals(db: Reader): Promise<Terminal[]> {
  return (await db.selectFrom('terminals').selectAll().orderBy('id').execute()).map(toTerminal)
}

/** Those that work in a folder, oldest first. */
export async function loadTerminalsIn(db: Reader, worktreePath: string): Promise<Terminal[]> {
  const rows = await db
    .selectFrom('terminals')
    .selectAll()
    .where('worktree_path', '=', worktreePath)
    .orderBy('id')
    .execute()
  return rows.map(toTerminal)
}

/** @throws AppError NOT_FOUND */
export async function loadTerminal(db: Reader, id: string): Promise<Terminal> {
  const row = await db.selectFrom('terminals').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('terminal', id)
  return toTerminal(row)
}

/** Writes a new terminal and tells of it. */
export async function insertTerminal(tx: Tx, fields: Omit<Terminal, 'updatedSeq'>): Promise<Terminal> {
  const updatedSeq = await tx.emit('terminal:created', fields)
  await tx.db
    .insertInto('terminals')
    .values({
      id: fields.id,
      project_id: fields.projectId,
      run_id: fields.runId,
      worktree_path: fields.worktreePath,
      kind: fields.kind,
      title: fields.title,
      command: fields.command,
      cols: fields.cols,
      rows: fields.rows,
      status: fields.status,
      exit_code: fields.exitCode,
      signal: fields.signal,
      port: fields.port,
      address: fields.address,
      created_at: fields.createdAt,
      ended_at: fields.endedAt,
      updated_seq: updatedSeq,
    })
    .execute()
  return { ...fields, updatedSeq }
}

export type TerminalChange = Partial<
  Pick<Terminal, 'cols' | 'rows' | 'status' | 'exitCode' | 'signal' | 'address' | 'endedAt'>
>

/** Writes a change and tells the feed; nothing for one that was closed meanwhile. */
export async function writeTerminal(tx: Tx, id: string, change: TerminalChange): Promise<void> {
  const known = await tx.db.selectFrom('terminals').select('id').where('id', '=', id).executeTakeFirst()
  if (known === undefined) return
  const updatedSeq = await tx.emit('terminal:updated', { id, ...change })
  await tx.db
    .updateTable('terminals')
    .set({
      cols: change.cols,
      rows: change.rows,
      status: change.status,
      exit_code: change.exitCode,
      signal: change.signal,
      address: change.address,
      ended_at: change.endedAt,
      updated_seq: updatedSeq,
    })
    .where('id', '=', id)
    .execute()
}

/** Forgets a terminal and tells of it; one that is gone already is fine. */
export async function deleteTerminal(tx: Tx, id: string): Promise<void> {
  const { numDeletedRows } = await tx.db.deleteFrom('terminals').where('id', '=', id).executeTakeFirst()
  if (numDeletedRows > 0n) await tx.emit('terminal:deleted', { id })
}
