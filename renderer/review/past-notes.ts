import type { DiffFile } from '#shared/runs.ts'
import { t } from '../strings/t.ts'
import { findLine } from './patch-changes.ts'
import { linesOf, type ReviewNote } from './review-notes.ts'

const PLACE = /^(.+):(?:(\d+)-)?(\d+)( \(before\))?$/

/**
 * Reads what a run was sent back with: the other way round of `composeNotes`. What is about no line and no file of
 * `paths` is left out: it was said of the work as a whole.
 */
export function readSentNotes(comments: string, paths: ReadonlySet<string>): ReviewNote[] {
  const notes: ReviewNote[] = []
  const lines = comments.split('\n')
  let open: ReviewNote | null = null
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const quote = lines[at + 1]
    const isFirst = at === 0 || lines[at - 1] === ''
    const place = isFirst && quote?.startsWith('>') === true ? PLACE.exec(line) : null
    if (place !== null) {
      const [, path = '', first, last, before] = place
      const quoted: string[] = []
      while (lines[at + 1]?.startsWith('>') === true && quoted.length <= Number(last) - Number(first ?? last))
        quoted.push((lines[(at += 1)] ?? '').replace(/^> ?/, ''))
      open = {
        id: `sent-${notes.length}`,
        path,
        side: before === undefined ? 'additions' : 'deletions',
        line: Number(last),
        ...(first === undefined ? {} : { from: Number(first) }),
        quote: quoted.join('\n'),
        text: '',
      }
      notes.push(open)
    } else if (isFirst && paths.has(line) && quote !== undefined && quote !== '') {
      open = { id: `sent-${notes.length}`, path: line, side: 'additions', line: 0, quote: '', text: '' }
      notes.push(open)
    } else if (open !== null) open.text = open.text === '' ? line : `${open.text}\n${line}`
  }
  return notes.map((note) => ({ ...note, text: note.text.trim() })).filter(({ text }) => text !== '')
}

/** The notes on files that are not among these, under no name that these had. */
export function looseNotes(files: readonly DiffFile[], notes: readonly ReviewNote[]): readonly ReviewNote[] {
  const paths = new Set(files.flatMap(({ path, oldPath }) => [path, oldPath]))
  return notes.filter(({ path }) => !paths.has(path))
}

/** Where a note stands, in words: `src/a.ts:12 (before)`. */
export function placeOf(note: ReviewNote): string {
  const { path, line, side } = note
  if (line === 0) return path
  const place = `${path}:${linesOf(note)}`
  return side === 'deletions' ? t('{place} (before)', { place }) : place
}

/** The lines of a note in words. */
export const lineWords = ({ line, from = line }: ReviewNote): string =>
  from < line ? t('lines {from}–{line}', { from, line }) : t('line {line}', { line })

/** The notes of a file, each at the line with its words as that stands now; at 0 where there is none any more. */
export function placeNotes(file: DiffFile, notes: readonly ReviewNote[]): ReviewNote[] {
  const own = notes.filter(({ path }) => path === file.path || path === file.oldPath)
  return own.map((note) => {
    const line = lineOf(file, note)
    const { from, ...rest } = note
    return from === undefined || line === 0
      ? { ...rest, line }
      : { ...rest, line, from: line - (note.line - from) }
  })
}

/** The line of a file's diff that a remark stands beneath as that is now; 0 = that line is gone. */
export function lineOf({ patch }: DiffFile, { line, side, quote }: ReviewNote): number {
  if (line === 0 || patch === undefined) return 0
  const last = quote.slice(quote.lastIndexOf('\n') + 1)
  // Nothing tells an empty line from the others.
  return last.trim() === '' ? line : findLine(patch, side, last, line)
}
