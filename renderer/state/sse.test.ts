import { describe, expect, test } from 'vitest'
import { backOff, readEvents, type ServerEvent, StreamRefused } from './sse.ts'

function stream(...chunks: (string | Uint8Array)[]): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
      controller.close()
    },
  })
  return new Response(body)
}

async function read(response: Response): Promise<ServerEvent[][]> {
  const batches: ServerEvent[][] = []
  await readEvents(response, { events: (events) => batches.push(events) })
  return batches
}

describe('readEvents', () => {
  test('reads name, id and data, and passes over comments', async () => {
    const batches = await read(stream(': hello\n\nid: 7\nevent: task:updated\ndata: {"id":"a"}\n\n'))
    expect(batches).toEqual([[{ id: '7', event: 'task:updated', data: '{"id":"a"}' }]])
  })

  test('puts together what was cut anywhere, in the middle of a character too', async () => {
    const bytes = new TextEncoder().encode('id: 1\nevent: items\ndata: "Größe"\n\n')
    const cut = bytes.indexOf(0xc3) + 1
    const batches = await read(stream(bytes.slice(0, 3), bytes.slice(3, cut), bytes.slice(cut)))
    expect(batches.flat()).toEqual([{ id: '1', event: 'items', data: '"Größe"' }])
  })

  test('hands on what came together at once', async () => {
    const batches = await read(stream('id: 1\ndata: a\n\nid: 2\ndata: b\n\n', 'id: 3\ndata: c\n\n'))
    expect(batches.map((batch) => batch.map((event) => event.id))).toEqual([['1', '2'], ['3']])
  })

  test('leaves out an event that the connection broke off', async () => {
    expect(await read(stream('id: 1\ndata: whole\n\nid: 2\ndata: ha'))).toEqual([
      [{ id: '1', event: 'message', data: 'whole' }],
    ])
  })

  test('says what the host said when it refuses', async () => {
    const response = new Response(JSON.stringify({ code: 'NOT_FOUND', message: 'There is no such run.' }), {
      status: 404,
    })
    const refusal = await read(response).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(StreamRefused)
    expect(refusal).toMatchObject({ status: 404, message: 'There is no such run.' })
  })
})

test('backOff grows from half a second to ten', () => {
  const middle = () => 0.5
  expect([0, 1, 2, 3, 4, 5, 20].map((attempt) => backOff(attempt, middle))).toEqual([
    500, 1000, 2000, 4000, 8000, 10_000, 10_000,
  ])
  expect(backOff(0, () => 0)).toBe(400)
  expect(backOff(0, () => 1)).toBe(600)
})
