import { useCallback, useEffect } from 'react'
import type { AnswerRequest, Request, RunMessage } from '#shared/requests.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import { t } from '../strings/t.ts'
import { showProblem } from './actions.ts'
import { usePausedRuns } from './batches.ts'
import { type Problem, problemOf } from './errors.ts'
import { sameItems, useSelected } from './hooks.ts'
import { loadMessages } from './load.ts'
import { messages, requests, runs } from './stores.ts'
import { client } from './transport.ts'

export { useWaitingCount } from './use-inbox.ts'

/** Whether it still waits for the user: an answer that waits for a slot is held, not asked for. */
export const isOpen = (request: Pick<Request, 'answer'>): boolean => request.answer === null

/** Oldest first; ids are made in order, so they decide between equal times. */
export const byAge = (a: { createdAt: string; id: string }, b: { createdAt: string; id: string }): number =>
  a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0

/** What is open, oldest first, then what is answered and waits for a slot. */
export function inInboxOrder(list: Iterable<Request>): Request[] {
  return [...list].sort((a, b) => Number(!isOpen(a)) - Number(!isOpen(b)) || byAge(a, b))
}

/** Whether a run says no more than that its batch is paused. */
const isOfPause = ({ kind, runId }: Request, paused: ReadonlySet<string>): boolean =>
  kind === 'limit' && paused.has(runId)

/** What runs ask, but for what a batch that is paused says once for all of them. */
export function useInbox(): Request[] {
  const paused = usePausedRuns()
  const select = useCallback(
    ({ byId }: { byId: ReadonlyMap<string, Request> }) =>
      inInboxOrder([...byId.values()].filter((request) => !isOfPause(request, paused))),
    [paused],
  )
  return useSelected(requests.store, select, sameItems)
}

/** What one run asks or has been answered, open ones first. */
export function useRequestsOf(runId: string | null | undefined): Request[] {
  const select = useCallback(
    ({ byId }: { byId: ReadonlyMap<string, Request> }) => {
      const found: Request[] = []
      for (const request of byId.values()) if (request.runId === runId) found.push(request)
      return inInboxOrder(found)
    },
    [runId],
  )
  return useSelected(requests.store, select, sameItems)
}

function asksForDay({ byId }: { byId: ReadonlyMap<string, Request> }): boolean {
  for (const request of byId.values()) if (request.budget === 'day' && isOpen(request)) return true
  return false
}

/** Whether nothing is begun until the user adds to the budget of the day. */
export const useIsDayUsedUp = (): boolean => useSelected(requests.store, asksForDay)

/** Answers a request; gives what is wrong instead of showing it, for the place where it was answered. */
export async function answerRequest(input: AnswerRequest): Promise<Problem | null> {
  try {
    requests.put([await client.requests.answer(input)])
    return null
  } catch (error) {
    return problemOf(error)
  }
}

/** What the user said to a run, oldest first. */
export function useMessagesOf(runId: string): RunMessage[] {
  useEffect(() => {
    loadMessages(runId).catch((error: unknown) => showProblem(error, t('Your messages could not be read')))
  }, [runId])
  const select = useCallback(
    ({ byId }: { byId: ReadonlyMap<string, RunMessage> }) =>
      [...byId.values()].filter((message) => message.runId === runId).sort(byAge),
    [runId],
  )
  return useSelected(messages.store, select, sameItems)
}

/**
 * Says something to a run; `interrupt` ends the agent's turn for it. Gives what is wrong, or null.
 *
 * @param choice who works from these words on
 */
export async function sayTo(
  runId: string,
  text: string,
  interrupt: boolean,
  choice: WorkerChoice = {},
): Promise<Problem | null> {
  try {
    messages.put([await client.runs.message({ id: runId, text, interrupt, ...choice })])
    return null
  } catch (error) {
    return problemOf(error)
  }
}

/** Takes back a message that was not said yet. @returns whether it was */
export async function withdrawMessage(id: string): Promise<boolean> {
  try {
    await client.runs.withdrawMessage({ id })
    messages.remove(id)
    return true
  } catch (error) {
    showProblem(error, t('The message was not taken back'))
    return false
  }
}

/** Stops the agent where it is; the run then asks how to go on. */
export async function pauseRun(id: string): Promise<void> {
  try {
    runs.put([await client.runs.pause({ id })])
  } catch (error) {
    showProblem(error, t('The run was not paused'))
  }
}
