import { guessImportFormat, type ImportFormat, MOST_IMPORT_TEXT } from '#shared/import-words.ts'
import { t } from '../strings/t.ts'
import { isZip, zipEntry } from './zip-entry.ts'

/** A text that somebody wants to import. */
export interface ImportSource {
  /** The file's name; null = it was pasted. */
  name: string | null
  text: string
  format: ImportFormat
}

/** Why a file cannot be imported, in words for the user. */
export class SourceProblem extends Error {}

/** Largest file that is opened, in bytes. */
const MOST_BYTES = 64 << 20

/** Neither a NUL nor half a surrogate pair can be sent or kept. @throws SourceProblem */
export function sourceOf(text: string, name: string | null): ImportSource {
  const sound = text.replaceAll('\0', '').toWellFormed()
  if (sound.trim() === '')
    throw new SourceProblem(name === null ? t('There is no text.') : t('The file is empty.'))
  if (sound.length > MOST_IMPORT_TEXT)
    throw new SourceProblem(
      t('It is longer than 5 million characters. Split it and import one part after the other.'),
    )
  return { name, text: sound, format: guessImportFormat(sound, name ?? '') }
}

/** @throws SourceProblem */
export async function readSource(file: File): Promise<ImportSource> {
  if (file.size > MOST_BYTES) throw new SourceProblem(t('The file is larger than 64 MB.'))
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = new Uint8Array(await file.arrayBuffer())
  } catch (error) {
    throw new SourceProblem(t('The file could not be read.'), { cause: error })
  }
  if (!isZip(bytes)) return sourceOf(decode(bytes), file.name)
  // Spreadsheets are ZIP files, too.
  if (/\.(?:xlsx|ods|numbers)$/i.test(file.name))
    throw new SourceProblem(t('A spreadsheet cannot be read. Save it as CSV first.'))
  let issues: Uint8Array | null = null
  try {
    issues = await zipEntry(bytes, 'issues.csv')
  } catch (error) {
    throw new SourceProblem(t('The ZIP file is damaged.'), { cause: error })
  }
  if (issues === null)
    throw new SourceProblem(
      t('The ZIP file holds no issues.csv, as an export of vibe-kanban does. Unpack it first.'),
    )
  return { ...sourceOf(decode(issues), file.name), format: 'vibe_kanban' }
}

/** UTF-8, what Excel calls Unicode, or else what old spreadsheets write. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
