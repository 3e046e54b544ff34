import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** The events of a server-sent stream; leaving the loop closes the connection. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<EventSourceMessage> {
  const decoder = new TextDecoder()
  let events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => events.push(event) })
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    const whole = events
    events = []
    yield* whole
  }
}
