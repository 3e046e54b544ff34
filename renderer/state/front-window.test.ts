import { expect, test } from 'vitest'
import { Front } from './front-window.ts'

/** Windows that hear each other, as over a BroadcastChannel. */
function desk() {
  const all = new Map<string, Front>()
  const open = (id: string, isFocused = true) => {
    const others = () => [...all].flatMap(([name, front]) => (name === id ? [] : [front]))
    // Messages come later than the call that sends them.
    let queue: (() => void)[] | null = []
    const front = new Front(
      id,
      (message) => {
        const send = () => others().forEach((other) => other.hear(message))
        if (queue === null) send()
        else queue.push(send)
      },
      isFocused,
    )
    all.set(id, front)
    const held = queue
    queue = null
    for (const send of held) send()
    return front
  }
  const close = (id: string) => {
    all.get(id)?.gone()
    all.delete(id)
  }
  return { open, close }
}

test('of several windows the one turned to last tells', () => {
  const { open, close } = desk()
  const one = open('one')
  expect([one.isFront, one.isFocusedElsewhere]).toEqual([true, false])
  const two = open('two')
  expect([one.isFront, two.isFront]).toEqual([false, true])
  expect(one.isFocusedElsewhere).toBe(true)

  // Turned away from all of them, the last one still tells.
  two.left()
  expect([one.isFront, two.isFront]).toEqual([false, true])
  expect(one.isFocusedElsewhere).toBe(false)

  // Its blur comes after the focus of the other.
  two.turnedTo()
  one.turnedTo()
  two.left()
  expect([one.isFront, two.isFront, two.isFocusedElsewhere]).toEqual([true, false, true])

  close('one')
  expect([two.isFront, two.isFocusedElsewhere]).toEqual([true, false])
})

test('one that comes unseen asks who is in front', () => {
  const { open } = desk()
  const one = open('one')
  const two = open('two', false)
  expect([one.isFront, two.isFront, two.isFocusedElsewhere]).toEqual([true, false, true])
  one.left()
  const three = open('three', false)
  expect([one.isFront, two.isFront, three.isFront, three.isFocusedElsewhere]).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test('alone and never looked at, it tells all the same', () => {
  const { open } = desk()
  const one = open('one', false)
  const two = open('two', false)
  expect([one.isFront, two.isFront]).toEqual([true, true])
})
