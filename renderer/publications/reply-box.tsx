import { useRef, useState } from 'react'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
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
        className="-ms-2 justify-self-start"
        onClick={() => setState('asked')}
      >
        {t('Reply…')}
      </Button>
    )
  return (
    <div className="max-w-[84ch]">
      <WriteBox
        label={t('Reply to {author}', { author })}
        placeholder={t('Reply to {author}', { author })}
        value={draft ?? ''}
        onChange={(text) => setDraft(text === '' ? null : text)}
        submit={t('Reply')}
        onSubmit={() => void send()}
        onCancel={close}
        busy={busy}
        error={error === null ? null : <ProblemWords problem={error} />}
        maxLength={65_536}
        rows={2}
        autoFocus={state === 'asked'}
        note={
          <p className="mt-2.5 text-11 text-fg-3">
            {login === null
              ? t('Will be published at GitHub, written as you.')
              : rich('Will be published at GitHub, written as {login}.', {
                  login: <span className="text-fg-2">{login}</span>,
                })}
          </p>
        }
      />
    </div>
  )
}
