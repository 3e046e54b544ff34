import { useCallback, useEffect, useRef, useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toast.ts'
import { lineWords, placeOf } from './past-notes.ts'
import type { ReviewNote } from './review-notes.ts'

/** So long nothing is written until what was written is kept, in milliseconds: with it the diff is drawn anew. */
const PAUSE_MS = 500

/** A remark beneath its line: written, read, changed or taken away. What is written of it is kept as it comes. */
export function NoteBox({
  note,
  standing = 'beneath',
  begun,
  takesFocus = false,
  onBegin,
  onSave,
  onRemove,
}: {
  note: ReviewNote
  /** Beneath its line or at the head of its file; there, as its line is `gone`; or `loose`, with no file. */
  standing?: 'beneath' | 'gone' | 'loose'
  /** As far as it is written; null = it is not being written. The same object as `note`: it is a new one. */
  begun: ReviewNote | null
  takesFocus?: boolean
  onBegin: (note: ReviewNote) => void
  /** Null = nothing can be said here any more. */
  onSave: ((note: ReviewNote) => void) | null
  /** Takes it away, whether it was added or only begun. */
  onRemove: (id: string) => void
}) {
  const [isChanging, setChanging] = useState(false)
  const place = standing === 'loose' ? placeOf(note) : note.line === 0 ? note.path : lineWords(note)
  return (
    <div className="m-2 max-w-160 rounded-m border border-line-strong bg-raised p-2.5 font-sans text-12 text-fg">
      {standing === 'loose' && (
        <p className="truncate font-mono text-11 text-fg-2" title={place}>
          {place}
        </p>
      )}
      {standing === 'beneath' && note.from !== undefined && (
        <p className="mb-1 text-11 text-fg-3 first-letter:uppercase">{place}</p>
      )}
      {standing !== 'beneath' && note.quote.trim() !== '' && (
        <p className="mb-1 truncate text-11 text-fg-3" title={note.quote.trim()}>
          {standing === 'gone'
            ? t('Of a line that is gone: {quote}', { quote: note.quote.trim() })
            : note.quote.trim()}
        </p>
      )}
      {begun !== null && onSave !== null ? (
        <Writing
          note={begun}
          place={place}
          was={begun === note ? '' : note.text}
          takesFocus={takesFocus || isChanging}
          onBegin={onBegin}
          onSave={onSave}
          onLeave={() => (begun === note ? onRemove(note.id) : onSave(note))}
        />
      ) : (
        <div className="flex items-start gap-3">
          <p dir="auto" className="min-w-0 flex-1 break-words whitespace-pre-wrap">
            {note.text}
          </p>
          <div className="flex flex-none gap-1">
            {onSave !== null && (
              <Button
                size="s"
                variant="ghost"
                aria-label={t('Edit the remark on {place}', { place })}
                onClick={() => {
                  setChanging(true)
                  onBegin(note)
                }}
              >
                {t('Edit')}
              </Button>
            )}
            <Button
              size="s"
              variant="ghost"
              aria-label={t('Remove the remark on {place}', { place })}
              onClick={() => {
                onRemove(note.id)
                if (onSave !== null) tellOf(t('The remark was removed'), () => onSave(note))
              }}
            >
              {t('Remove')}
            </Button>
          </div>
        </div>
      )}
    </div>
  )
}

/** Says that words are gone, and offers to bring them again. */
const tellOf = (what: string, bringAgain: () => void) =>
  toast.info(what, { action: { label: t('Undo'), onClick: bringAgain } })

/** The field of a remark that is being written. */
function Writing({
  note,
  was,
  place,
  takesFocus,
  onBegin,
  onSave,
  onLeave,
}: {
  note: ReviewNote
  /** What stood in it before it was written on. */
  was: string
  place: string
  takesFocus: boolean
  onBegin: (note: ReviewNote) => void
  onSave: (note: ReviewNote) => void
  /** Leaves it as it was before, or unwritten. */
  onLeave: () => void
}) {
  const [text, setText] = useState(note.text)
  const field = useRef<HTMLTextAreaElement>(null)
  /** What is not kept yet; null = nothing. */
  const unkept = useRef<ReviewNote | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const keep = useCallback(() => {
    clearTimeout(timer.current)
    if (unkept.current !== null) onBegin(unkept.current)
    unkept.current = null
  }, [onBegin])
  // Whoever looks at something else, or closes the window, finds it again.
  useEffect(() => {
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      keep()
    }
  }, [keep])
  useEffect(() => {
    if (takesFocus) field.current?.focus()
  }, [takesFocus])
  const end = (act: () => void) => {
    clearTimeout(timer.current)
    unkept.current = null
    act()
  }
  const save = () => {
    if (text.trim() !== '') end(() => onSave({ ...note, text: text.trim() }))
  }
  const leave = () => {
    end(onLeave)
    if (text.trim() !== '' && text !== was)
      tellOf(t('What was written was thrown away'), () => onBegin({ ...note, text }))
  }
  return (
    <>
      <textarea
        ref={field}
        dir="auto"
        value={text}
        rows={3}
        aria-label={t('Remark on {place}', { place })}
        placeholder={t('What should be different? Sent to the agent when you send the run back.')}
        className="block field-sizing-content max-h-80 min-h-16 w-full resize-y rounded-s bg-transparent p-1 text-12 outline-none placeholder:text-fg-3 focus-visible:outline-none"
        onChange={(event) => {
          setText(event.target.value)
          unkept.current = { ...note, text: event.target.value }
          clearTimeout(timer.current)
          timer.current = setTimeout(keep, PAUSE_MS)
        }}
        onBlur={keep}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.nativeEvent.isComposing) return
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
  )
}
