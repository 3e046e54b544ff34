/** A remark on a line (or, with `line` 0, on the whole file), kept until the run is sent back. */
export type ReviewNote = {
  id: string
  path: string
  side: 'additions' | 'deletions'
  line: number
  /** The line's text, quoted to the agent. */
  quote: string
  text: string
}

/** The remarks as one text for the agent: path and line, the line quoted, the remark. */
export function composeNotes(notes: readonly ReviewNote[]): string {
  return notes
    .map((note) => {
      const place =
        note.line === 0
          ? note.path
          : `${note.path}:${note.line}${note.side === 'deletions' ? ' (before)' : ''}`
      const quote = note.line === 0 ? '' : `> ${note.quote.trimEnd()}\n`
      return `${place}\n${quote}${note.text.trim()}`
    })
    .join('\n\n')
}

function read<T>(key: string, fallback: T): T {
  try {
    const text = sessionStorage.getItem(key)
    return text === null ? fallback : (JSON.parse(text) as T)
  } catch {
    return fallback
  }
}

function write(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(value))
  } catch (error) {
    // Full or forbidden storage costs only the marks' survival of a reload.
    console.warn('Review marks are not kept', error)
  }
}

/** Paths marked as viewed, with the fingerprint of what was seen. */
export type ViewedMarks = Record<string, string>
export const readViewed = (runId: string) => read<ViewedMarks>(`review-viewed:${runId}`, {})
export const writeViewed = (runId: string, marks: ViewedMarks) => write(`review-viewed:${runId}`, marks)

export const readNotes = (runId: string) => read<ReviewNote[]>(`review-notes:${runId}`, [])
export const writeNotes = (runId: string, notes: readonly ReviewNote[]) =>
  write(`review-notes:${runId}`, notes)
