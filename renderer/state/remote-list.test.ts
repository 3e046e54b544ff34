import { expect, test } from 'vitest'
import { remoteList } from './remote-list.ts'
import { applyFeed } from './stores.ts'

/** A list whose answers the test gives by hand. */
function byHand() {
  const asks: { give: (items: string[]) => void; fail: (error: Error) => void }[] = []
  const list = remoteList<string>(
    () =>
      new Promise((resolve, reject) => {
        asks.push({ give: (items) => resolve({ items }), fail: reject })
      }),
    ({ event }) => event === 'provider:updated',
  )
  return { asks, list }
}
const event = (name: 'provider:updated' | 'label:updated') =>
  applyFeed([{ seq: 1, event: name, data: { id: 'anthropic' } }])

test('asks that come while one is under way are one ask after it', async () => {
  const { asks, list } = byHand()
  const first = list.load()
  const second = list.load()
  const third = list.load()
  expect(asks).toHaveLength(1)
  asks[0]?.give(['old'])
  await first
  await expect.poll(() => asks.length).toBe(2)
  asks[1]?.give(['new'])
  await Promise.all([second, third])
  expect(list.store.getState()).toEqual({ items: ['new'], error: null })
  expect(asks).toHaveLength(2)
})

test('an event that makes it old has it asked anew, but only where somebody has asked before', async () => {
  const { asks, list } = byHand()
  event('provider:updated')
  expect(asks).toHaveLength(0)
  const loaded = list.load()
  asks[0]?.give(['a'])
  await loaded
  event('label:updated')
  expect(asks).toHaveLength(1)
  event('provider:updated')
  expect(asks).toHaveLength(2)
})

test('an event during an ask is not lost', async () => {
  const { asks, list } = byHand()
  const loaded = list.load()
  event('provider:updated')
  asks[0]?.give(['before the change'])
  await loaded
  await expect.poll(() => asks.length).toBe(2)
})

test('a failure says why, keeps what was there, and can be asked again', async () => {
  const { asks, list } = byHand()
  const first = list.load()
  asks[0]?.give(['kept'])
  await first
  const second = list.load()
  asks[1]?.fail(new Error('OpenCode did not start.'))
  await second
  expect(list.store.getState()).toEqual({ items: ['kept'], error: 'OpenCode did not start.' })
  const third = list.load()
  asks[2]?.give(['again'])
  await third
  expect(list.store.getState()).toEqual({ items: ['again'], error: null })
})
