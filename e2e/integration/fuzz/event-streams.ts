import { get } from 'node:http'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { FuzzHost } from './fuzz-host.ts'

export interface StreamAnswer {
  status: number
  /** The whole text, or what came of it until it was hung up on. */
  text: string
  events: EventSourceMessage[]
}

/**
 * Reads a stream of server-sent events until `enough` or its end.
 *
 * @param ms hangs up after so long
 */
export function readStream(
  host: FuzzHost,
  path: string,
  {
    headers = {},
    enough = () => false,
    ms = 5000,
  }: { headers?: Record<string, string>; enough?: (events: EventSourceMessage[]) => boolean; ms?: number },
): Promise<StreamAnswer> {
  return new Promise((resolve, reject) => {
    const authorization = `Bearer ${host.token}`
    const outgoing = get(
      new URL('/', host.url),
      { path, agent: false, headers: { authorization, ...headers } },
      (response) => {
        const answer: StreamAnswer = { status: response.statusCode ?? 0, text: '', events: [] }
        const parser = createParser({ onEvent: (event) => answer.events.push(event) })
        const end = () => {
          clearTimeout(late)
          outgoing.destroy()
          resolve(answer)
        }
        const late = setTimeout(end, ms)
        response.setEncoding('utf8')
        response.on('data', (text: string) => {
          answer.text += text
          parser.feed(text)
          if (enough(answer.events)) end()
        })
        response.on('end', end)
        response.on('error', end)
      },
    )
    outgoing.on('error', reject)
  })
}

/** Positions of the feed after `start` and up to `last`, as they are replayed. */
export async function feedAfter(host: FuzzHost, start: number, last: number): Promise<number[]> {
  if (start === last) return []
  const { events } = await readStream(host, `/api/events?after=${start}`, {
    enough: (some) => Number(some.at(-1)?.id) >= last,
    ms: 10_000,
  })
  return events.map(({ id }) => Number(id)).filter((seq) => seq <= last)
}
