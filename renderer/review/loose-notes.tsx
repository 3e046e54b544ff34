import { useState } from 'react'
import { t } from '../strings/t.ts'
import { NoteBox } from './note-box.tsx'
import { PastNoteBox } from './past-note-box.tsx'
import type { ReviewNote } from './review-notes.ts'

let drafts = 0

/** Remarks on files that have no place in the diff: nothing is changed in them, or nothing any more. */
export function LooseNotes({
  notes,
  begun,
  pastNotes,
  onBegin,
  onSave,
  onRemove,
}: {
  notes: readonly ReviewNote[]
  /** Those that are being written. */
  begun: readonly ReviewNote[]
  pastNotes: readonly ReviewNote[]
  onBegin: (note: ReviewNote) => void
  /** Null = nothing can be said here. */
  onSave: ((note: ReviewNote) => void) | null
  onRemove: (id: string) => void
}) {
  const [latest, setLatest] = useState<string | null>(null)
  const writing = new Map(begun.map((note) => [note.id, note]))
  const own = [...notes, ...begun.filter(({ id }) => !notes.some((one) => one.id === id))]
  if (own.length + pastNotes.length === 0) return null
  const again = (note: ReviewNote) => {
    drafts += 1
    const id = `note-${Date.now()}-again-${drafts}`
    onBegin({ ...note, id })
    setLatest(id)
  }
  return (
    <section
      aria-label={t('Remarks on what is not in these changes')}
      className="mb-3 max-h-[50%] flex-none overflow-y-auto rounded-m border border-line"
    >
      <h2 className="px-3 pt-2 text-12 font-medium text-fg-2">
        {t('Remarks on what is not in these changes')}
      </h2>
      {pastNotes.map((note) => (
        <PastNoteBox key={note.id} note={note} isLoose onAgain={onSave === null ? null : again} />
      ))}
      {own.map((note) => (
        <NoteBox
          key={note.id}
          note={note}
          standing="loose"
          begun={writing.get(note.id) ?? null}
          takesFocus={note.id === latest}
          onBegin={onBegin}
          onSave={onSave}
          onRemove={onRemove}
        />
      ))}
    </section>
  )
}
