import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type NotedSize, SharedSize, type Size } from './shared-size.ts'

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

test('news that come late do not undo a newer size', () => {
  let shown = ''
  const one = new SharedSize(
    ({ cols }) => (shown = String(cols)),
    () => Promise.reject(new Error('not told')),
  )
  // Before its first screen nobody knows.
  one.noted({ cols: 70, rows: 24, updatedSeq: 9 })
  expect(shown).toBe('')
  one.drawn({ cols: 80, rows: 24 })
  one.noted({ cols: 100, rows: 24, updatedSeq: 5 })
  one.noted({ cols: 90, rows: 24, updatedSeq: 4 })
  expect(shown).toBe('100')
})
