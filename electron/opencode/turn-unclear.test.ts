import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AskBroker } from './asks-broker.ts'
import { HttpError } from './client.ts'
import type { Watch } from './connection.ts'
import type { Translator } from './translate.ts'
import { startTurn } from './turn.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A turn whose messages OpenCode cannot give: one of them is not as it should be. */
function unclearTurn() {
  const aborts: string[] = []
  const client = {
    async get(path: string) {
      if (path === '/session/status') return {}
      throw new HttpError(404, 'not found')
    },
    async post(path: string) {
      aborts.push(path)
    },
  }
  const turn = startTurn({
    watch: {
      client,
      lost: new AbortController().signal,
      probe: async () => {},
      prompt: async () => {},
      wasPrompted: () => true,
      tree: () => ['s'],
    } as unknown as Watch,
    sessionId: 's',
    directory: '/',
    model: 'practice/scripted',
    agent: 'build',
    variant: null,
    messageId: 'm',
    text: 'Do.',
    files: [],
    limits: { silentModelMs: 3_600_000, maxRetryWaitMs: 60_000 },
    isFirst: true,
    translator: { endTools() {}, runningTools: () => 0 } as unknown as Translator,
    asks: { pending: () => 0, sync: async () => {} } as unknown as AskBroker,
    reconcile: async () => {
      throw new HttpError(400, 'Expected OutputFormatJsonSchema')
    },
    log: () => {},
  })
  return { turn, aborts }
}

it('a turn of which OpenCode cannot tell how it stands ends after a while, and says so', async () => {
  const { turn, aborts } = unclearTurn()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(aborts).toEqual([])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await Promise.race([turn.outcome, Promise.resolve('still at it')])).toEqual({
    kind: 'failed',
    code: 'agent_error',
    message: 'OpenCode cannot tell how the turn stands: Expected OutputFormatJsonSchema',
  })
  // It may be at work for all we know.
  expect(aborts).toEqual(['/session/s/abort'])
})

it('such a turn can be cancelled', async () => {
  const { turn } = unclearTurn()
  await vi.advanceTimersByTimeAsync(10_000)
  void turn.abort()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await Promise.race([turn.outcome, Promise.resolve('still at it')])).toEqual({ kind: 'aborted' })
})
