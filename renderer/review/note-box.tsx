import { useEffect, useRef, useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { placeOf } from './past-notes.ts'
import type { ReviewNote } from './review-notes.ts'

/** A remark beneath its line: written, read, changed or taken away. */
export function NoteBox({
  note,
  standing = 'beneath',
  editing: startsEditing,
  onSave,
  onRemove,
}: {
  note: ReviewNote
  /** Beneath its line or at the head of its file; there, as its line is `gone`; or `loose`, with no file. */
  standing?: 'beneath' | 'gone' | 'loose'
  editing: boolean
  onSave: (note: ReviewNote) => void
  /** Takes a saved remark away, or leaves a new one unwritten. */
  onRemove: () => void
}) {
  const [editing, setEditing] = useState(startsEditing)
  const [text, setText] = useState(note.text)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (editing) field.current?.focus()
  }, [editing])
  const place =
    standing === 'loose' ? placeOf(note) : note.line === 0 ? note.path : t('line {line}', { line: note.line })
  const save = () => {
    if (text.trim() === '') return
    onSave({ ...note, text: text.trim() })
    setEditing(false)
  }
  const leave = () => {
    // One that was begun with words of before is not written either.
    if (startsEditing) onRemove()
    else {
      setText(note.text)
      setEditing(false)
    }
  }
  return (
    <div className="m-2 max-w-160 rounded-m border border-line-strong bg-raised p-2.5 font-sans text-12 text-fg">
      {standing === 'loose' && (
        <p className="truncate font-mono text-11 text-fg-2" title={place}>
          {place}
        </p>
      )}
      {standing !== 'beneath' && note.quote.trim() !== '' && (
        <p className="mb-1 truncate text-11 text-fg-3" title={note.quote.trim()}>
          {standing === 'gone'
            ? t('Of a line that is gone: {quote}', { quote: note.quote.trim() })
            : note.quote.trim()}
        </p>
      )}
      {editing ? (
        <>
          <textarea
            ref={field}
            value={text}
            rows={3}
            aria-label={t('Remark on {place}', { place })}
            placeholder={t('What should be different? Sent to the agent when you send the run back.')}
            className="block w-full resize-y rounded-s bg-transparent p-1 text-12 outline-none placeholder:text-fg-3 focus-visible:outline-none"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              event.stopPropagation()
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) save()
              if (event.key === 'Escape') leave()
            }}
          />
          <div className="mt-2 flex justify-end gap-1.5">
            <Button size="s" variant="ghost" onClick={leave}>
              {t('Cancel')}
            </Button>
            <Button size="s" variant="primary" keys="mod+enter" disabled={text.trim() === ''} onClick={save}>
              {t('Add remark')}
            </Button>
          </div>
        </>
      ) : (
        <div className="flex items-start gap-3">
          <p className="min-w-0 flex-1 break-words whitespace-pre-wrap">{note.text}</p>
          <div className="flex flex-none gap-1">
            <Button
              size="s"
              variant="ghost"
              aria-label={t('Edit the remark on {place}', { place })}
              onClick={() => setEditing(true)}
            >
              {t('Edit')}
            </Button>
            <Button
              size="s"
              variant="ghost"
              aria-label={t('Remove the remark on {place}', { place })}
              onClick={onRemove}
            >
              {t('Remove')}
            </Button>
          </div>
        </div>
      )}
    </div>
  )
}
