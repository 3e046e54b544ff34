import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type NotedSize, SharedSize, type Size } from './shared-size.ts'

const never = (error: unknown) => expect.fail(String(error))

/** A host that writes sizes down, and windows that hear of it. */
function someWindows(count: number) {
  let seq = 1
  let size: Size = { cols: 80, rows: 24 }
  const told: string[] = []
  const shown: string[] = []
  const windows: SharedSize[] = Array.from(
    { length: count },
    (_, at) =>
      new SharedSize(
        (drawn) => (shown[at] = `${drawn.cols} ${drawn.rows}`),
        async (next) => {
          told.push(`${at}: ${next.cols} ${next.rows}`)
          size = next
          const noted: NotedSize = { ...next, updatedSeq: ++seq }
          for (const one of windows) one.noted(noted)
          return noted
        },
        never,
        0,
      ),
  )
  for (const one of windows) one.drawn(size)
  return { windows, told, shown }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** All that waits for its time is done. */
const rest = () => vi.runAllTimersAsync()

test('of two windows the one used last decides, and neither pulls it to and fro', async () => {
  const { windows, told, shown } = someWindows(2)
  const [one, other] = windows
  one?.take({ cols: 120, rows: 30 })
  await rest()
  expect(shown).toEqual(['120 30', '120 30'])
  other?.take({ cols: 60, rows: 10 })
  await rest()
  expect(shown).toEqual(['60 10', '60 10'])
  // Both were told of it, and both leave it at that.
  await rest()
  expect(told).toEqual(['0: 120 30', '1: 60 10'])
})

test('what an edge passes while it is dragged is not told, and never drawn again', async () => {
  const { windows, told, shown } = someWindows(1)
  for (const cols of [90, 91, 92]) windows[0]?.take({ cols, rows: 24 })
  await rest()
  expect(told).toEqual(['0: 92 24'])
  // Back before it was told: nothing is to tell.
  windows[0]?.take({ cols: 100, rows: 24 })
  windows[0]?.take({ cols: 92, rows: 24 })
  await rest()
  expect(told).toEqual(['0: 92 24'])
  expect(shown).toEqual(['92 24'])
})

/** One window whose calls are answered one by one, with its first screen at position 1. */
function oneWindow() {
  const log: string[] = []
  const calls: PromiseWithResolvers<NotedSize>[] = []
  const size = new SharedSize(
    ({ cols }) => log.push(`drawn ${cols}`),
    ({ cols }) => {
      log.push(`told ${cols}`)
      const call = Promise.withResolvers<NotedSize>()
      calls.push(call)
      return call.promise
    },
    (error) => log.push((error as Error).message),
    0,
  )
  return {
    size,
    calls,
    /** What has happened since it was asked last. */
    news: async () => {
      await rest()
      return log.splice(0)
    },
  }
}

const wide = (cols: number) => ({ cols, rows: 24 })
const noted = (cols: number, updatedSeq: number): NotedSize => ({ ...wide(cols), updatedSeq })

test('before its first screen nobody knows, and nothing is told', async () => {
  const { size, news } = oneWindow()
  size.noted(noted(70, 9))
  expect([size.shown, await news()]).toEqual([null, []])
  size.take(wide(90))
  expect([size.shown, await news()]).toEqual([null, ['drawn 90']])
})

test('news that come late do not undo a newer size, not even after another screen', async () => {
  const { size, news } = oneWindow()
  size.drawn(wide(80))
  size.noted(noted(100, 5))
  size.noted(noted(90, 4))
  expect(await news()).toEqual(['drawn 80', 'drawn 100'])
  size.drawn(wide(100))
  size.noted(noted(90, 4))
  expect(await news()).toEqual(['drawn 100'])
  expect(size.shown).toEqual(noted(100, 5))
})

test('what was asked for is shown until it is answered, and asked for once', async () => {
  const { size, calls, news } = oneWindow()
  size.drawn(wide(80))
  size.take(wide(100))
  expect(await news()).toEqual(['drawn 80', 'drawn 100', 'told 100'])
  size.take(wide(100))
  // Another window's, from before: this one comes after it.
  size.noted(noted(60, 3))
  expect([size.shown, await news()]).toEqual([wide(100), ['drawn 100']])
  // Its answer comes once this window is larger still.
  size.take(wide(120))
  calls[0]?.resolve(noted(100, 4))
  await Promise.resolve()
  expect(size.shown).toEqual(wide(120))
  expect(await news()).toEqual(['drawn 120', 'told 120'])
  // Another window was used since: it has the last word.
  size.noted(noted(50, 9))
  calls[1]?.resolve(noted(120, 5))
  expect([await news(), size.shown]).toEqual([['drawn 50'], noted(50, 9)])
})

test('what the host refuses is handed on, and drawn as it was; of one that is taken away it is not', async () => {
  const { size, calls, news } = oneWindow()
  size.drawn(wide(80))
  size.take(wide(100))
  await news()
  calls[0]?.reject(new Error('no'))
  expect(await news()).toEqual(['no', 'drawn 80'])
  size.take(wide(100))
  await news()
  size.dispose()
  calls[1]?.reject(new Error('no'))
  expect(await news()).toEqual([])
})

test('one that is taken away before it is told stays untold', async () => {
  const { size, news } = oneWindow()
  size.drawn(wide(80))
  size.take(wide(100))
  size.dispose()
  expect(await news()).toEqual(['drawn 80', 'drawn 100'])
})
