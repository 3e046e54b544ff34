import { useCallback, useEffect, useMemo } from 'react'
import { draftKey, drafts, readDraft, writeDraft } from '../state/drafts.ts'
import { useSelected } from '../state/hooks.ts'
import { type KeptNotes, NO_NOTES, readKeptNotes, type ReviewNote, unwritten } from './review-notes.ts'

export type ReviewNotes = {
  /** What is sent with the run, in the order in which it was written. */
  notes: readonly ReviewNote[]
  /** What is being written and was not added yet. */
  begun: readonly ReviewNote[]
  /** Begins a remark, or keeps what is written of one. */
  begin: (note: ReviewNote) => void
  save: (note: ReviewNote) => void
  /** Takes a remark away, added or begun. */
  remove: (id: string) => void
  clear: () => void
}

const withNote = (list: readonly ReviewNote[], note: ReviewNote) =>
  list.some(({ id }) => id === note.id)
    ? list.map((one) => (one.id === note.id ? note : one))
    : [...list, note]

const without = (list: readonly ReviewNote[], id: string) => list.filter((one) => one.id !== id)

/**
 * Remarks on a run's changes, kept on this computer until the run is sent back or its task is gone, and the same in all
 * windows.
 *
 * @param of whose changes are looked at; null = nothing can be said of them
 */
export function useReviewNotes(of: { id: string; taskId: string } | null): ReviewNotes {
  const key = of === null ? null : draftKey(of.taskId, `notes-${of.id}`)
  const text = useSelected(drafts, () => (key === null ? null : readDraft(key)))
  const kept = useMemo(() => readKeptNotes(text), [text])
  const change = useCallback(
    (next: (before: KeptNotes) => KeptNotes) => {
      if (key === null) return
      const after = next(readKeptNotes(readDraft(key)))
      const isEmpty = after.notes.length + after.begun.length === 0
      writeDraft(key, isEmpty ? null : JSON.stringify(after))
    },
    [key],
  )
  // A remark without a word that was open when the page was left is none.
  useEffect(() => {
    if (key !== null && readKeptNotes(readDraft(key)).begun.some(unwritten))
      change(({ notes, begun }) => ({ notes, begun: begun.filter((note) => !unwritten(note)) }))
  }, [key, change])
  return useMemo(
    () => ({
      ...kept,
      begin: (note) => change(({ notes, begun }) => ({ notes, begun: withNote(begun, note) })),
      save: (note) =>
        change(({ notes, begun }) => ({ notes: withNote(notes, note), begun: without(begun, note.id) })),
      remove: (id) =>
        change(({ notes, begun }) => ({ notes: without(notes, id), begun: without(begun, id) })),
      clear: () => change(() => NO_NOTES),
    }),
    [kept, change],
  )
}
