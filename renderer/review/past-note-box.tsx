import { MessageSquareReply } from 'lucide-react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { lineWords, placeOf } from './past-notes.ts'
import type { ReviewNote } from './review-notes.ts'

/** A remark of the review before, beneath its line: the agent has answered it with its work since. */
export function PastNoteBox({
  note,
  isLoose = false,
  onAgain,
}: {
  note: ReviewNote
  /** Its file is not shown: it says itself what it is about. */
  isLoose?: boolean
  /** Says it once more; null = nothing can be said here. */
  onAgain: ((note: ReviewNote) => void) | null
}) {
  const place = isLoose ? placeOf(note) : note.line === 0 ? note.path : lineWords(note)
  return (
    <section
      aria-label={t('Your earlier remark on {place}', { place })}
      className="m-2 flex max-w-160 items-start gap-2 rounded-m border border-line bg-inset p-2.5 font-sans text-12 text-fg-2"
    >
      <MessageSquareReply aria-hidden className="mt-0.5 size-3.5 flex-none text-fg-3" />
      <div className="min-w-0 flex-1">
        {isLoose && (
          <p className="truncate font-mono text-11 text-fg-2" title={place}>
            {place}
          </p>
        )}
        <p className="truncate text-11 text-fg-3">
          {isLoose && note.quote.trim() !== ''
            ? t('You said in your last review of: {quote}', { quote: note.quote.trim() })
            : note.line === 0 && note.quote !== ''
              ? t('You said of a line that is gone: {quote}', { quote: note.quote.trim() })
              : t('You said in your last review')}
        </p>
        <p dir="auto" className="mt-0.5 max-h-40 overflow-y-auto break-words whitespace-pre-wrap text-fg">
          {note.text}
        </p>
      </div>
      {onAgain !== null && (
        <Button size="s" variant="ghost" onClick={() => onAgain(note)}>
          {t('Say it again')}
        </Button>
      )}
    </section>
  )
}
