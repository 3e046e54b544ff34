import { useState } from 'react'
import type { AnswerRequest, Request } from '#shared/requests.ts'
import { answerRequest } from '../state/requests.ts'
import { requests } from '../state/stores.ts'
import { t } from '../strings/t.ts'

export type Answer = Omit<AnswerRequest, 'id'>

export type Answering = {
  /** The name of the button whose answer is on its way. */
  busy: string | null
  /** Why the last answer was not taken, in words. */
  problem: string | null
  /** Nobody waits for an answer any more. */
  gone: boolean
  give: (button: string, answer: Answer) => void
  /** Takes a request away that is gone. */
  dismiss: () => void
}

/** Gives answers to one request, one at a time, and keeps what went wrong in its place. */
export function useAnswer(request: Request): Answering {
  const [busy, setBusy] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [gone, setGone] = useState(false)
  const give = (button: string, answer: Answer) => {
    if (busy !== null || gone) return
    setBusy(button)
    setProblem(null)
    void answerRequest({ id: request.id, ...answer }).then((refused) => {
      setBusy(null)
      if (refused === null) return
      setGone(refused.code === 'NOT_FOUND')
      setProblem(
        refused.code === 'NOT_FOUND'
          ? t('Nobody waits for this answer any more: it was given elsewhere, or the agent went on.')
          : refused.message,
      )
    })
  }
  return { busy, problem, gone, give, dismiss: () => requests.remove(request.id) }
}
