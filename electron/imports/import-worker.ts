/**
 * Reads a text that is to be imported, on a thread of its own: it may be long, and it is anybody's. What holds many
 * tasks is gone on with here as well, since each of its steps would hold the host up: they are looked for in the
 * database and written to it by a connection of its own. `workerData` is an {@link ImportOrder}.
 */
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, type ErrorCode, type ErrorDetails } from '#shared/errors.ts'
import type { ParsedImport } from '#shared/import-draft.ts'
import type { CreateImport, ImportPreview, ImportRow } from '#shared/imports.ts'
import { parseImport } from '#shared/parse-import.ts'
import type { ImportResult } from './import-work.ts'

export interface ImportOrder {
  what: 'preview' | 'create'
  input: CreateImport
  dataFolder: string
}

/**
 * - `few`: what the text holds, and nothing else comes; `many`: it stays here
 * - `rows`: some of a preview, and `preview` the rest of it
 * - `made`: tasks were, after `write` was asked for
 * - `refused`: an AppError ended it; `damage`: the database shows some
 */
export type ImportAnswer =
  | { kind: 'few'; parsed: ParsedImport }
  | { kind: 'many' }
  | { kind: 'rows'; rows: ImportRow[] }
  | { kind: 'preview'; rest: Omit<ImportPreview, 'rows'> }
  | { kind: 'made'; result: ImportResult }
  | { kind: 'refused'; code: ErrorCode; message: string; details: ErrorDetails | null }
  | { kind: 'damage'; cause: string }

/** So many are written in a moment, which is sooner than a thread has loaded what it takes. */
const FEW = 200
/** To read more of them at once would hold the host up. */
const PIECE = 300

const say = (answer: ImportAnswer) => parentPort?.postMessage(answer)

async function obey({ what, input, dataFolder }: ImportOrder): Promise<void> {
  const parsed = parseImport(input)
  if (parsed.drafts.length <= FEW) return say({ kind: 'few', parsed })
  const { makeImport, openRooms, previewImport } = await import('./import-rooms.ts')
  const rooms = await openRooms(dataFolder, (cause) => say({ kind: 'damage', cause }))
  try {
    // Only now, for nobody writes while this one is waited for.
    say({ kind: 'many' })
    if (what === 'create') {
      // A thread has one.
      if (parentPort !== null) await once(parentPort, 'message')
      return say({ kind: 'made', result: await makeImport(rooms, parsed.drafts, input) })
    }
    const { rows, ...rest } = await previewImport(rooms, parsed, input.projectId)
    for (let at = 0; at < rows.length; at += PIECE) say({ kind: 'rows', rows: rows.slice(at, at + PIECE) })
    say({ kind: 'preview', rest })
  } finally {
    await rooms.store.close()
  }
}

try {
  await obey(workerData as ImportOrder)
} catch (error) {
  if (!(error instanceof AppError)) throw error
  say({ kind: 'refused', code: error.code, message: error.message, details: error.details })
}
