import { expect, it } from 'vitest'
import type { AskBroker } from './asks-broker.ts'
import type { Watch } from './connection.ts'
import { createTranslator } from './translate.ts'
import { startTurn } from './turn.ts'

it('in a session that follows a lost one, no tool of before counts as at work', async () => {
  const translator = createTranslator({
    rootId: 's',
    history: [
      { seq: 1, at: '2026-11-21T00:00:00.000Z', kind: 'tool', partId: 'p', tool: 'bash', state: 'running' },
    ],
    emit: () => {},
  })
  expect(translator.runningTools()).toBe(1)
  const said = Promise.withResolvers<number>()
  const lost = new AbortController()
  const turn = startTurn({
    watch: {
      client: {},
      lost: lost.signal,
      probe: async () => {},
      prompt: async () => said.resolve(translator.runningTools()),
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
    limits: { silentModelMs: 60_000, maxRetryWaitMs: 60_000 },
    isFirst: true,
    translator,
    asks: { event() {}, pending: () => 0 } as unknown as AskBroker,
    reconcile: async () => [],
    log: () => {},
  })
  // Else its silence would be taken for that of the tool, and a silent model never be noticed.
  expect(await said.promise).toBe(0)
  lost.abort()
  expect(await turn.outcome).toEqual({ kind: 'interrupted' })
})
