import { useCallback, useState } from 'react'
import { readNotes, type ReviewNote, writeNotes } from './review-notes.ts'

export type ReviewNotes = {
  notes: readonly ReviewNote[]
  save: (note: ReviewNote) => void
  remove: (id: string) => void
  clear: () => void
}

const NONE: readonly ReviewNote[] = []
const readOf = (runId: string | null): readonly ReviewNote[] => (runId === null ? NONE : readNotes(runId))

/** Remarks on a run's changes, kept for this session until the run is sent back. */
export function useReviewNotes(runId: string | null): ReviewNotes {
  const [held, setHeld] = useState(() => ({ runId, notes: readOf(runId) }))
  // Another run, other remarks: read before anything is drawn with the old ones.
  if (held.runId !== runId) setHeld({ runId, notes: readOf(runId) })
  const notes = held.runId === runId ? held.notes : NONE
  const change = useCallback(
    (next: (before: readonly ReviewNote[]) => readonly ReviewNote[]) =>
      setHeld((before) => {
        const after = next(before.notes)
        if (before.runId !== null) writeNotes(before.runId, after)
        return { ...before, notes: after }
      }),
    [],
  )
  const save = useCallback(
    (note: ReviewNote) =>
      change((before) =>
        before.some(({ id }) => id === note.id)
          ? before.map((one) => (one.id === note.id ? note : one))
          : [...before, note],
      ),
    [change],
  )
  const remove = useCallback(
    (id: string) => change((before) => before.filter((one) => one.id !== id)),
    [change],
  )
  const clear = useCallback(() => change(() => []), [change])
  return { notes, save, remove, clear }
}
