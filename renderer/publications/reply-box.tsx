import { useRef, useState } from 'react'
import { useDraft } from '../task/use-draft.ts'
import type { Problem } from '../state/errors.ts'
import { replyToComment } from '../state/publications.ts'
import { Button } from '../ui/button.tsx'
import { TextArea } from '../ui/field.tsx'
import { ProblemWords } from './problem-words.tsx'

/** An answer to a remark. It is published at GitHub in the user's name, which it says before. */
export function ReplyBox({
  id,
  commentId,
  author,
  login,
}: {
  id: string
  commentId: number
  /** Whose remark is answered. */
  author: string
  /** The account that writes; null = not known here. */
  login: string | null
}) {
  const [draft, setDraft] = useDraft(`reply:${id}:${commentId}`)
  const [isOpen, setOpen] = useState(draft !== null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Problem | null>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const close = () => {
    setOpen(false)
    setTimeout(() => opener.current?.focus())
  }
  const send = async () => {
    const body = (draft ?? '').trim()
    if (body === '' || busy) return
    setBusy(true)
    const problem = await replyToComment({ id, commentId, body })
    setBusy(false)
    setError(problem)
    if (problem !== null) return
    setDraft(null)
    close()
  }
  if (!isOpen)
    return (
      <Button
        ref={opener}
        size="s"
        variant="ghost"
        className="-ml-2 justify-self-start"
        onClick={() => setOpen(true)}
      >
        Reply…
      </Button>
    )
  return (
    <div className="max-w-[84ch]">
      <TextArea
        label={`Reply to ${author}`}
        hideLabel
        autoFocus
        rows={2}
        maxLength={65_536}
        value={draft ?? ''}
        error={error === null ? null : <ProblemWords problem={error} />}
        placeholder={`Reply to ${author}`}
        onChange={(event) => setDraft(event.target.value === '' ? null : event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
            event.preventDefault()
            void send()
          } else if (event.key === 'Escape') {
            event.stopPropagation()
            close()
          }
        }}
      />
      <div className="mt-1.5 flex items-center gap-1.5">
        <p className="min-w-0 flex-1 text-11 text-fg-3">
          Will be published at GitHub, written as{' '}
          {login === null ? 'you' : <span className="text-fg-2">{login}</span>}.
        </p>
        <Button size="s" variant="ghost" disabled={busy} onClick={close}>
          Cancel
        </Button>
        <Button
          size="s"
          variant="primary"
          keys="mod+enter"
          busy={busy}
          disabled={(draft ?? '').trim() === ''}
          onClick={() => void send()}
        >
          Reply
        </Button>
      </div>
    </div>
  )
}
