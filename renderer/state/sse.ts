import { createParser } from 'eventsource-parser'
import { t } from '../strings/t.ts'

export type ServerEvent = { id: string | undefined; event: string; data: string }

/** Thrown when the answer is not an event stream; `status` is the HTTP status. */
export class StreamRefused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'StreamRefused'
    this.status = status
  }
}

/**
 * Reads server-sent events, each read's worth at once, until the stream ends or `signal` aborts. No more is read than
 * `events` has taken.
 *
 * @throws StreamRefused when the answer is an error
 * @throws TypeError when the host cannot be reached
 */
export async function readEvents(
  response: Response,
  on: { open?: () => void; events: (events: ServerEvent[]) => unknown; sign?: () => void },
): Promise<void> {
  if (!response.ok) throw new StreamRefused(response.status, await problemOf(response))
  if (response.body === null) return
  on.open?.()
  let batch: ServerEvent[] = []
  const parser = createParser({
    onEvent: (event) => batch.push({ id: event.id, event: event.event ?? 'message', data: event.data }),
  })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    on.sign?.()
    parser.feed(value)
    if (batch.length === 0) continue
    const events = batch
    batch = []
    await on.events(events)
  }
}

async function problemOf(response: Response): Promise<string> {
  try {
    const body: unknown = await response.json()
    if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string') {
      return body.message
    }
  } catch {
    // Not JSON: the status has to do.
  }
  return t('The host answered {status}.', { status: response.status })
}

/** Waits grow from half a second to ten, with some play so that many pages do not come at once. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(10_000, 500 * 2 ** attempt)
  return Math.round(base * (0.8 + 0.4 * random()))
}
