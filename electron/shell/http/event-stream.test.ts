import { getEventListeners } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { EventStream } from './event-stream.ts'

it('streams that have ended leave nothing behind at the signal of the host’s end', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const end = new AbortController()
  const streams: EventStream[] = []
  const server = createServer((_request, response: ServerResponse) => {
    streams.push(new EventStream(response, end.signal))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const answers = await Promise.all(Array.from({ length: 5 }, () => fetch(`http://127.0.0.1:${port}/`)))
  expect(getEventListeners(end.signal, 'abort')).toHaveLength(5)
  collect()
  for (const stream of streams) stream.end()
  await Promise.all(answers.map((answer) => answer.text()))
  expect(getEventListeners(end.signal, 'abort')).toHaveLength(0)
  await new Promise((resolve) => server.close(resolve))
})
