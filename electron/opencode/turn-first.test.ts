import { expect, it } from 'vitest'
import type { Client } from './client.ts'
import { createTranslator } from './translate.ts'
import { turnOf } from './turn.fixture.ts'
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
  const turn = startTurn(
    turnOf({
      watch: {
        client: {} as Client,
        lost: lost.signal,
        prompt: async () => said.resolve(translator.runningTools()),
      },
      isFirst: true,
      translator,
    }),
  )
  // Else its silence would be taken for that of the tool, and a silent model never be noticed.
  expect(await said.promise).toBe(0)
  lost.abort()
  expect(await turn.outcome).toEqual({ kind: 'interrupted' })
})
