import { ORPCError } from '@orpc/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { patiently } from './patience.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A call that is refused as often as there are errors. */
function call(...errors: Error[]) {
  const made = { calls: 0 }
  const next = async () => {
    made.calls++
    const error = errors.shift()
    if (error !== undefined) throw error
    return 'done'
  }
  return { made, next }
}
const tooFast = (data: unknown) => new ORPCError('TOO_MANY_REQUESTS', { message: 'Too many.', data })

test('a call that came too fast is made again as soon as the host says', async () => {
  const { made, next } = call(tooFast({ seconds: 3 }), tooFast({ seconds: 1 }))
  const result = patiently({ next })
  await vi.advanceTimersByTimeAsync(2900)
  expect(made.calls).toBe(1)
  await vi.advanceTimersByTimeAsync(100)
  expect(made.calls).toBe(2)
  await vi.advanceTimersByTimeAsync(1000)
  await expect(result).resolves.toBe('done')
})

test.each([
  ['one that names no time', tooFast({})],
  ['another refusal', new ORPCError('CONFLICT', { data: { seconds: 1 } })],
  ['a host that is away', new TypeError('fetch failed')],
])('%s is not', async (_, error) => {
  const { made, next } = call(error)
  await expect(patiently({ next })).rejects.toBe(error)
  expect(made.calls).toBe(1)
})

test('no call waits for ever', async () => {
  const { made, next } = call(...Array.from({ length: 9 }, () => tooFast({ seconds: 1 })))
  const result = expect(patiently({ next })).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  await vi.advanceTimersByTimeAsync(20_000)
  await result
  expect(made.calls).toBe(6)
})
