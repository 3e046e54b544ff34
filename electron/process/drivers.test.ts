import { expect, it } from 'vitest'
import { type Driver, Drivers } from './drivers.ts'

/** A driver that drives until the test ends it. */
class ByHand implements Driver {
  readonly end = Promise.withResolvers<void>()
  wakes = 0
  isStopped = false

  drive(): Promise<void> {
    return this.end.promise
  }

  wake(): void {
    this.wakes += 1
  }

  stop(): void {
    this.isStopped = true
  }
}

function fixture() {
  const made: ByHand[] = []
  const drivers = new Drivers((_id: string) => {
    const driver = new ByHand()
    made.push(driver)
    return driver
  })
  return { made, drivers }
}

it('have one driver for each thing, and a new one after its end', async () => {
  const { made, drivers } = fixture()
  drivers.drive('a')
  drivers.drive('a')
  drivers.drive('b')
  expect(made.map(({ wakes }) => wakes)).toEqual([1, 0])
  drivers.wakeAll()
  expect(made.map(({ wakes }) => wakes)).toEqual([2, 1])
  made[0]?.end.resolve()
  await drivers.left('a')
  expect(drivers.get('a')).toBeUndefined()
  expect(drivers.get('b')).toBe(made[1])
  drivers.drive('a')
  expect(drivers.get('a')).toBe(made[2])
})

it('are closed when the last one has let go, and begin nothing any more', async () => {
  const { made, drivers } = fixture()
  drivers.drive('a')
  let isClosed = false
  const closed = drivers.close().then(() => (isClosed = true))
  expect(made[0]?.isStopped).toBe(true)
  drivers.drive('b')
  expect(made).toHaveLength(1)
  await new Promise((resolve) => void setImmediate(resolve))
  expect(isClosed).toBe(false)
  made[0]?.end.resolve()
  await closed
})
