import type { TurnFile, TurnLimits, TurnOutcome } from '#electron/agents/runtime.ts'
import { AwakeTime } from '#electron/process/awake.ts'
import type { AskBroker } from './asks-broker.ts'
import { HttpError, isTimeout } from './client.ts'
import { createClockOrder, reach, setBackBy } from './clock-order.ts'
import type { Watch } from './connection.ts'
import { humanLine } from './errors.ts'
import { answersTo } from './messages.ts'
import { parseModel } from './models.ts'
import type { Log } from './server.ts'
import type { Translator } from './translate.ts'
import { isOwnWords, partOf } from './turn-parts.ts'
import { createTurnLimits } from './turn-limits.ts'
import { endedBy, judge } from './verdict.ts'
import type { AgentEvent, SessionStatus, StoredMessage, WireError } from './wire.ts'

export interface TurnOptions {
  watch: Watch
  sessionId: string
  directory: string
  /** `provider/model`. */
  model: string
  agent: string
  variant: string | null
  messageId: string
  text: string
  files: readonly TurnFile[]
  limits: TurnLimits
  /** The session was made a moment ago: there is nothing in it to be looked for. */
  isFirst: boolean
  translator: Translator
  asks: AskBroker
  reconcile: (since: string) => Promise<StoredMessage[]>
  log: Log
}

export interface Turn {
  outcome: Promise<TurnOutcome>
  onEvent(event: AgentEvent, sessionId: string): void
  onGap(): void
  abort(): Promise<void>
}

/** Events tell when to look; looks at least this often in case one was missed. */
const LOOK_EVERY_MS = 10_000
/** Idle is said a moment before the last message is finished; so long it may take. */
const SETTLE_MS = 3_000
const SETTLE_LOOK_MS = 100
/** A directory's first prompt takes a second or more to begin. */
const BEGIN_LOOK_MS = 500
/** After a message was sent, if nothing has been heard of its turn. */
const FIRST_LOOK_MS = 2_000
/** The event of an end comes before the status says it: how often to look again at once. */
const LOOKS_AFTER_EVENT = 5
/** A prompt that was taken has to begin within this time. */
const BEGIN_MS = 120_000
/** After an abort, a prompt that has not begun by now will not. */
const ABORTED_BEGIN_MS = 3_000

/** So long a server that answers may fail to tell how a turn stands. */
const UNCLEAR_MS = 60_000

/** The session's messages lie in the future: what is said now would be taken for older. */
class ClockSetBack extends Error {}

const failed = (message: string): TurnOutcome => ({ kind: 'failed', code: 'agent_error', message })

/**
 * Sends a message unless the session has it, and follows the session until its answer is complete. What
 * ends a turn is never an event alone: the server's status and the stored messages have the last word.
 */
export function startTurn(options: TurnOptions): Turn {
  const { watch, sessionId, directory, messageId, translator, asks } = options
  const { client, lost } = watch
  const isLost = () => lost.aborted
  // Neither a clock that is set nor a sleep of the machine is patience.
  const awake = new AwakeTime()
  let wake = Promise.withResolvers<void>()
  let aborting = false
  const ending = new AbortController()
  let sent = false
  let looksLeft = 0
  let hasBegun = false
  /** Something has ended, maybe the turn. */
  const lookSoon = () => {
    looksLeft = LOOKS_AFTER_EVENT
    wake.resolve()
  }
  /** The last error that came as an event; a turn that never begins leaves no other trace. */
  let error: WireError | null = null
  const limits = createTurnLimits(
    options.limits,
    () => translator.runningTools() + asks.pending(),
    () => {
      wake.resolve()
      void abortOnServer()
    },
  )

  const order = createClockOrder(sessionId, messageId, () => {
    wake.resolve()
    void abortOnServer()
  })

  /** Not answered yet. */
  const aborts = new Set<Promise<void>>()
  async function abortOnServer(): Promise<void> {
    if (isLost()) return
    const abort = client.post(`/session/${sessionId}/abort`).then(
      () => undefined,
      (reason: unknown) => {
        if (!isLost()) options.log('warn', 'An abort was not taken.', { error: String(reason) })
      },
    )
    aborts.add(abort)
    await abort
    aborts.delete(abort)
  }

  /** A server that was killed may have the message and not its words: then nobody has heard them. */
  async function isKnown(): Promise<boolean> {
    return client.get<StoredMessage>(`/session/${sessionId}/message/${messageId}`).then(
      ({ parts }) => parts.some(isOwnWords),
      (reason: unknown) => {
        if (reason instanceof HttpError && reason.status === 404) return false
        throw reason
      },
    )
  }

  /** Until something has been sent. */
  let isEmpty = options.isFirst
  /** @throws ClockSetBack */
  async function send(): Promise<'sent' | 'known' | 'aborted'> {
    // What an earlier turn, or a session that was lost, left running in the log cannot be running now.
    if (isEmpty) translator.endTools()
    else {
      if (await isKnown()) return 'known'
      if (!(await busy())) translator.endTools()
      await requireClock()
    }
    isEmpty = false
    if (aborting) return 'aborted'
    sent = true
    await watch.prompt({
      messageID: messageId,
      agent: options.agent,
      model: parseModel(options.model),
      ...(options.variant !== null && { variant: options.variant }),
      // The words come last: a server that was killed before it had all of it has no words, and is told anew.
      parts: [...options.files.map(partOf), { type: 'text', text: options.text }],
    })
    return 'sent'
  }

  /** @throws ClockSetBack when the clock has not come to where it was within a minute */
  async function requireClock(): Promise<void> {
    const [newest] = await client.get<StoredMessage[]>(`/session/${sessionId}/message`, { limit: 1 })
    const missing = await reach(newest?.info.time.created ?? 0, AbortSignal.any([lost, ending.signal]))
    if (missing > 0) throw new ClockSetBack(setBackBy(missing))
  }

  /** Whether anything of the tree is at work or waits to try again. */
  async function busy(): Promise<boolean> {
    const statuses = await client.get<Record<string, SessionStatus>>('/session/status', { directory })
    let any = false
    for (const id of watch.tree()) {
      const status = statuses[id]
      if (status === undefined || status.type === 'idle') continue
      any = true
      if (status.type === 'retry') limits.retry(status)
    }
    return any
  }

  /** Learns what events have not told. */
  async function catchUp(): Promise<void> {
    await options.reconcile(messageId)
    await asks.sync()
  }

  function pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const time = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
    return Promise.race([wake.promise, time]).finally(() => clearTimeout(timer))
  }

  /** Where the turn stands, or null while it goes on. */
  async function look(begun: number, idleSince: { at: number | null }): Promise<TurnOutcome | null> {
    if (await busy()) {
      idleSince.at = null
      if (aborting || order.isBroken()) void abortOnServer()
      return null
    }
    idleSince.at ??= awake.now()
    // What the server has had to finish in, before it is asked for the messages: that may take it long, too.
    const waited = awake.now() - idleSince.at
    const answers = answersTo(await options.reconcile(messageId), messageId)
    hasBegun = answers.length > 0
    if (!hasBegun) {
      const patience = aborting ? ABORTED_BEGIN_MS : BEGIN_MS
      // The word of an abort may be that of the turn before, and this one still begin.
      const patient = error?.name === 'MessageAbortedError' && !aborting
      if (
        error !== null &&
        error.name !== 'ContextOverflowError' &&
        waited > (patient ? SETTLE_MS : SETTLE_LOOK_MS)
      )
        return endedBy(error, aborting)
      if (sent && awake.now() - begun < patience) return null
      if (aborting) return { kind: 'aborted' }
      if (!sent) return { kind: 'interrupted' }
      return failed('OpenCode took the prompt but never began.')
    }
    return judge(answers, {
      aborting: aborting || limits.reached() !== null || order.isBroken(),
      sent,
      settled: waited > SETTLE_MS || !watch.wasPrompted(),
      notice: (level, text) => translator.notice(level, text),
    })
  }

  /** Ends a turn of which the server has failed for so long to tell how it stands: nobody else would. */
  function unclear(ms: number, reason: unknown): TurnOutcome | null {
    const isEnding = aborting || limits.reached() !== null
    if (ms < (isEnding ? ABORTED_BEGIN_MS : UNCLEAR_MS)) return null
    if (isEnding) return { kind: 'aborted' }
    void abortOnServer()
    const said = humanLine(reason instanceof Error ? reason.message : String(reason))
    return failed(`OpenCode cannot tell how the turn stands: ${said}`)
  }

  async function follow(): Promise<TurnOutcome> {
    const begun = awake.now()
    const idleSince: { at: number | null } = { at: null }
    for (let isSaid = false; !isSaid; ) {
      wake = Promise.withResolvers<void>()
      try {
        const how = await send()
        if (how === 'aborted') return { kind: 'aborted' }
        if (how === 'known' && (await busy())) await catchUp()
        // Questions would hold up the beginning of the turn.
        if (how === 'sent') await pause(FIRST_LOOK_MS)
        isSaid = true
      } catch (reason) {
        if (reason instanceof ClockSetBack) return failed(reason.message)
        if (reason instanceof HttpError)
          return failed(`OpenCode refused the prompt: ${humanLine(reason.message)}`)
        // No answer is no refusal: the prompt may have been taken, and is looked for before it is sent again.
        await watch.probe()
        if (isLost()) return { kind: 'interrupted' }
        options.log('warn', 'OpenCode did not answer.', { error: String(reason) })
        await pause(1_000)
      }
    }
    let unclearSince: number | null = null
    for (;;) {
      wake = Promise.withResolvers<void>()
      if (isLost()) return { kind: 'interrupted' }
      let outcome: TurnOutcome | null = null
      try {
        outcome = await look(begun, idleSince)
        unclearSince = null
      } catch (reason) {
        if (isLost()) continue
        options.log('warn', 'OpenCode did not say how a turn stands.', { error: String(reason) })
        // One that is slow may still say it.
        unclearSince = isTimeout(reason) ? null : (unclearSince ?? awake.now())
        const end = unclearSince === null ? null : unclear(awake.now() - unclearSince, reason)
        if (end !== null) return end
        await pause(1_000)
        continue
      }
      if (outcome !== null) return outcome
      if (looksLeft-- > 0 || (idleSince.at !== null && hasBegun)) await pause(SETTLE_LOOK_MS)
      else await pause(idleSince.at === null ? LOOK_EVERY_MS : BEGIN_LOOK_MS)
    }
  }

  const onLost = () => wake.resolve()
  lost.addEventListener('abort', onLost, { once: true })
  const outcome = follow()
    .then(async (end): Promise<TurnOutcome> => {
      // One that the server takes late would end the next turn.
      if (!isLost()) await Promise.all(aborts)
      translator.endTools()
      // It goes on with another message; whether the clock is right again by then is seen there.
      if (order.isBroken() && end.kind === 'aborted' && !aborting) return { kind: 'interrupted' }
      const limit = limits.reached()
      return limit !== null && end.kind === 'aborted' && !aborting ? limit : end
    })
    .finally(() => {
      limits.stop()
      awake.stop()
      lost.removeEventListener('abort', onLost)
    })

  return {
    outcome,
    onEvent(event, from) {
      order.event(event)
      limits.event(event)
      asks.event(event)
      if (event.type === 'session.error' && from === sessionId) {
        error = event.properties.error ?? error
        lookSoon()
      } else if (event.type === 'session.idle') lookSoon()
      else if (event.type === 'session.status' && event.properties.status.type === 'idle') lookSoon()
    },
    onGap() {
      if (isLost()) return
      // The messages are read even while the session is busy: what was missed belongs into the log.
      catchUp().then(
        () => wake.resolve(),
        () => wake.resolve(),
      )
    },
    async abort() {
      aborting = true
      ending.abort()
      wake.resolve()
      await abortOnServer()
      lookSoon()
    },
  }
}
