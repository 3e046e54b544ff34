/** A remark on lines (or, with `line` 0, on the whole file), kept until the run is sent back. */
export type ReviewNote = {
  id: string
  path: string
  side: 'additions' | 'deletions'
  /** The last of its lines, beneath which it stands. */
  line: number
  /** The first of several lines; without it there is one. */
  from?: number
  /** Their text, quoted to the agent. */
  quote: string
  text: string
}

/** `3`, or `3-5` where it is about several lines. */
export const linesOf = ({ line, from = line }: Pick<ReviewNote, 'line' | 'from'>): string =>
  from < line ? `${from}-${line}` : `${line}`

/** The remarks as one text for the agent: path and line, the line quoted, the remark. */
export function composeNotes(notes: readonly ReviewNote[]): string {
  return notes
    .map((note) => {
      if (note.line === 0) return `${note.path}\n${note.text.trim()}`
      const place = `${note.path}:${linesOf(note)}${note.side === 'deletions' ? ' (before)' : ''}`
      const quote = note.quote.split('\n').map((line) => `> ${line.trimEnd()}\n`)
      return `${place}\n${quote.join('')}${note.text.trim()}`
    })
    .join('\n\n')
}

/** Remarks as they are kept while a review is written: those that were added, and those that are only begun. */
export interface KeptNotes {
  notes: readonly ReviewNote[]
  begun: readonly ReviewNote[]
}

export const NO_NOTES: KeptNotes = { notes: [], begun: [] }

/** Nothing stands in it yet. */
export const unwritten = ({ text }: ReviewNote): boolean => text.trim() === ''

/** All that is sent with a run, as it is written: what was not added yet is not left behind. */
export function notesToSend({ notes, begun }: KeptNotes): readonly ReviewNote[] {
  const written = new Map(begun.filter((note) => !unwritten(note)).map((note) => [note.id, note]))
  const added = notes.map((note) => written.get(note.id) ?? note)
  for (const { id } of notes) written.delete(id)
  return [...added, ...written.values()]
}

/** What was kept, as far as it can be read. */
export function readKeptNotes(text: string | null): KeptNotes {
  if (text === null) return NO_NOTES
  try {
    const { notes, begun } = JSON.parse(text) as Partial<Record<keyof KeptNotes, unknown>>
    return { notes: notesOf(notes), begun: notesOf(begun) }
  } catch {
    return NO_NOTES
  }
}

const notesOf = (value: unknown): ReviewNote[] => (Array.isArray(value) ? value.filter(isNote) : [])

function isNote(value: unknown): value is ReviewNote {
  if (typeof value !== 'object' || value === null) return false
  const { id, path, side, line, from, quote, text } = value as Record<string, unknown>
  return (
    [id, path, quote, text].every((one) => typeof one === 'string') &&
    typeof line === 'number' &&
    (from === undefined || typeof from === 'number') &&
    (side === 'additions' || side === 'deletions')
  )
}
