import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { WriteTurns } from './write-turns.ts'

test('many write side by side, and one who is to be alone waits for them and holds back the next', async () => {
  const turns = new WriteTurns()
  const said: string[] = []
  const writer = (name: string) => {
    const end = Promise.withResolvers<void>()
    const work = async () => {
      said.push(`${name} begins`)
      await end.promise
      said.push(`${name} ends`)
    }
    return { end: end.resolve, work }
  }
  const [one, two, alone, other, later] = ['one', 'two', 'alone', 'other', 'later'].map(writer)
  if (!one || !two || !alone || !other || !later) throw new Error('they are five')
  const all = [
    turns.shared(one.work),
    turns.shared(two.work),
    turns.alone(alone.work),
    turns.alone(other.work),
    turns.shared(later.work),
  ]
  expect(said).toEqual(['one begins', 'two begins'])
  later.end()
  two.end()
  await setImmediate()
  expect(said.splice(0)).toEqual(['one begins', 'two begins', 'two ends'])
  one.end()
  await setImmediate()
  expect(said.splice(0)).toEqual(['one ends', 'alone begins'])
  other.end()
  alone.end()
  await Promise.all(all)
  expect(said.slice(0, 1)).toEqual(['alone ends'])
  // Whoever of the two comes first, they are never at it together.
  expect(said.slice(1).join()).toMatch(
    /^(other begins,other ends,later begins,later ends|later begins,later ends,other begins,other ends)$/,
  )
})

test('what fails lets the next one go on', async () => {
  const turns = new WriteTurns()
  const fail = () => Promise.reject(new Error('no'))
  await expect(turns.shared(fail)).rejects.toThrow('no')
  await expect(turns.alone(fail)).rejects.toThrow('no')
  expect(await turns.alone(async () => 'yes')).toBe('yes')
  expect(await turns.shared(async () => 'yes')).toBe('yes')
})
