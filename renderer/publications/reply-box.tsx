import { useRef, useState } from 'react'
import { useDraft } from '../task/use-draft.ts'
import type { Problem } from '../state/errors.ts'
import { replyToComment } from '../state/publications.ts'
import { Button } from '../ui/button.tsx'
import { WriteBox } from '../ui/write-box.tsx'
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
  /** What was begun earlier is there without taking the focus. */
  const [state, setState] = useState<'closed' | 'kept' | 'asked'>(draft === null ? 'closed' : 'kept')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Problem | null>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const close = () => {
    setState('closed')
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
  if (state === 'closed')
    return (
      <Button
        ref={opener}
        size="s"
        variant="ghost"
        className="-ml-2 justify-self-start"
        onClick={() => setState('asked')}
      >
        Reply…
      </Button>
    )
  return (
    <div className="max-w-[84ch]">
      <WriteBox
        label={`Reply to ${author}`}
        placeholder={`Reply to ${author}`}
        value={draft ?? ''}
        onChange={(text) => setDraft(text === '' ? null : text)}
        submit="Reply"
        onSubmit={() => void send()}
        onCancel={close}
        busy={busy}
        error={error === null ? null : <ProblemWords problem={error} />}
        maxLength={65_536}
        rows={2}
        autoFocus={state === 'asked'}
        note={
          <p className="mt-2.5 text-11 text-fg-3">
            Will be published at GitHub, written as{' '}
            {login === null ? 'you' : <span className="text-fg-2">{login}</span>}.
          </p>
        }
      />
    </div>
  )
}
