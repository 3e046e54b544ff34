import { expect, it } from 'vitest'
import { type Client, HttpError } from './client.ts'
import type { Translator } from './translate.ts'
import { turnOf } from './turn.fixture.ts'
import { startTurn } from './turn.ts'
import type { StoredMessage } from './wire.ts'

/** A server that is slow to take an abort: it would end whatever turn goes on when it takes it. */
function slowServer() {
  const aborts: PromiseWithResolvers<boolean>[] = []
  let isBusy = true
  let isTold = false
  const client = {
    async get(path: string) {
      if (path === '/session/status') return isBusy ? { s: { type: 'busy' } } : {}
      if (path === '/session/s/message/m' && !isTold) throw new HttpError(404, 'not found')
      return []
    },
    async post() {
      const taken = Promise.withResolvers<boolean>()
      aborts.push(taken)
      return taken.promise
    },
  }
  const prompt = async () => {
    isTold = true
  }
  return { client, prompt, aborts, rest: () => (isBusy = false), isTold: () => isTold }
}

it('a turn has not ended before every abort of it was taken: a late one would end the next turn', async () => {
  const server = slowServer()
  const info = { id: 'a', role: 'assistant', time: { created: 1 }, error: { name: 'MessageAbortedError' } }
  const messages = [
    { info: { id: 'm', role: 'user', time: { created: 0 } }, parts: [] },
    { info, parts: [] },
  ]
  const turn = startTurn(
    turnOf({
      watch: { client: server.client as unknown as Client, prompt: server.prompt },
      translator: { endTools() {}, runningTools: () => 0, notice() {} } as unknown as Translator,
      reconcile: async () => messages as unknown as StoredMessage[],
    }),
  )
  let hasEnded = false
  void turn.outcome.then(() => (hasEnded = true))
  await expect.poll(server.isTold).toBe(true)
  const aborted = turn.abort()
  // The first is that of the caller, the second that of a look which still saw the session at work.
  await expect.poll(() => server.aborts.length).toBeGreaterThan(1)
  server.rest()
  server.aborts[0]?.resolve(true)
  await aborted
  const late = server.aborts.slice(1)
  await expect
    .poll(() => hasEnded, { timeout: 1_500 })
    .toBe(true)
    .catch(() => undefined)
  expect(hasEnded).toBe(false)
  for (const one of late) one.resolve(true)
  for (const one of server.aborts) one.resolve(true)
  expect(await turn.outcome).toEqual({ kind: 'aborted' })
})
