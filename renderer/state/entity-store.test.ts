import { describe, expect, test, vi } from 'vitest'
import { type Change, EntityStore } from './entity-store.ts'

type Thing = { id: string; updatedSeq: number; name: string; size?: number }

const updated = (seq: number, data: Change['data']): Change => ({ seq, kind: 'updated', data })
const store = (...things: Thing[]) => {
  const made = new EntityStore<Thing>()
  made.put(things)
  return made
}

describe('which version wins', () => {
  test('an older list does not undo a newer event', () => {
    const things = store({ id: 'a', updatedSeq: 5, name: 'five' })
    things.apply([updated(7, { id: 'a', name: 'seven' })])
    things.put([{ id: 'a', updatedSeq: 5, name: 'five' }])
    expect(things.get('a')).toEqual({ id: 'a', updatedSeq: 7, name: 'seven' })
  })

  test('an older event does not undo a newer answer', () => {
    const things = store({ id: 'a', updatedSeq: 9, name: 'nine' })
    things.apply([updated(8, { id: 'a', name: 'eight' })])
    expect(things.get('a')?.name).toBe('nine')
  })

  test('an event changes only the fields it names', () => {
    const things = store({ id: 'a', updatedSeq: 1, name: 'one', size: 3 })
    things.apply([updated(2, { id: 'a', name: 'two' })])
    expect(things.get('a')).toEqual({ id: 'a', updatedSeq: 2, name: 'two', size: 3 })
  })

  test('the same answer twice is harmless', () => {
    const things = store({ id: 'a', updatedSeq: 4, name: 'four' })
    things.put([{ id: 'a', updatedSeq: 4, name: 'four' }])
    expect(things.get('a')?.name).toBe('four')
  })

  test('a list that is older than a deletion does not bring the entity back', () => {
    const things = store({ id: 'a', updatedSeq: 3, name: 'three' })
    things.apply([{ seq: 6, kind: 'deleted', data: { id: 'a' } }])
    things.put([{ id: 'a', updatedSeq: 5, name: 'five' }])
    expect(things.get('a')).toBeUndefined()
  })

  test('events that come before their entity are applied once it is there', () => {
    const things = store()
    things.apply([updated(8, { id: 'a', name: 'eight' }), updated(9, { id: 'a', size: 1 })])
    expect(things.get('a')).toBeUndefined()
    things.put([{ id: 'a', updatedSeq: 7, name: 'seven' }])
    expect(things.get('a')).toEqual({ id: 'a', updatedSeq: 9, name: 'eight', size: 1 })
  })

  test('events that the entity already holds are not applied once more', () => {
    const things = store()
    things.apply([updated(8, { id: 'a', name: 'eight' })])
    things.put([{ id: 'a', updatedSeq: 10, name: 'ten' }])
    expect(things.get('a')?.name).toBe('ten')
  })
})

describe('what the user did and the host has not confirmed', () => {
  test('lies over the entity, and is gone when it is lifted', () => {
    const things = store({ id: 'a', updatedSeq: 1, name: 'one' })
    const lift = things.overlay('a', { name: 'mine' })
    expect(things.get('a')?.name).toBe('mine')
    lift()
    expect(things.get('a')?.name).toBe('one')
  })

  test('stays over events of other fields, and the later of two wins', () => {
    const things = store({ id: 'a', updatedSeq: 1, name: 'one', size: 1 })
    const first = things.overlay('a', { name: 'first' })
    things.overlay('a', { name: 'second' })
    things.apply([updated(2, { id: 'a', name: 'host', size: 2 })])
    expect(things.get('a')).toMatchObject({ name: 'second', size: 2 })
    first()
    expect(things.get('a')?.name).toBe('second')
  })

  test('the answer takes its place without a moment in between', () => {
    const things = store({ id: 'a', updatedSeq: 1, name: 'one' })
    const lift = things.overlay('a', { name: 'mine' })
    const seen: (string | undefined)[] = []
    things.subscribeKey('a', () => seen.push(things.get('a')?.name))
    things.put([{ id: 'a', updatedSeq: 2, name: 'mine' }])
    lift()
    expect(new Set(seen)).toEqual(new Set(['mine']))
  })
})

describe('who hears of it', () => {
  test('only those of the entities that changed', () => {
    const things = store({ id: 'a', updatedSeq: 1, name: 'a' }, { id: 'b', updatedSeq: 1, name: 'b' })
    const a = vi.fn()
    const b = vi.fn()
    things.subscribeKey('a', a)
    const stop = things.subscribeKey('b', b)
    things.apply([updated(2, { id: 'a', name: 'x' }), updated(3, { id: 'a', name: 'y' })])
    expect(a).toHaveBeenCalledTimes(1)
    expect(b).not.toHaveBeenCalled()
    stop()
    things.put([{ id: 'b', updatedSeq: 2, name: 'z' }])
    expect(b).not.toHaveBeenCalled()
  })

  test('nobody, when nothing changed', () => {
    const things = store({ id: 'a', updatedSeq: 5, name: 'a' })
    const listener = vi.fn()
    things.store.subscribe(listener)
    things.apply([updated(4, { id: 'a', name: 'old' })])
    expect(listener).not.toHaveBeenCalled()
  })
})

test('replace holds exactly what it is given', () => {
  const things = store({ id: 'a', updatedSeq: 50, name: 'a' }, { id: 'b', updatedSeq: 50, name: 'b' })
  things.replace([{ id: 'b', updatedSeq: 2, name: 'restored' }])
  expect([...things.all.values()]).toEqual([{ id: 'b', updatedSeq: 2, name: 'restored' }])
})
