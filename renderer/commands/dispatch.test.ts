import { describe, expect, test } from 'vitest'
import type { CommandId } from './catalog.ts'
import { type Binding, Dispatcher, SEQUENCE_MS } from './dispatch.ts'
import { keymapOf } from './keymap.ts'

const EVENT = {} as KeyboardEvent

function setUp(own: Record<string, string[]> = {}) {
  const dispatcher = new Dispatcher()
  const keymap = keymapOf(own)
  const said: string[] = []
  const bind = (id: CommandId, options: Partial<Binding> = {}, name: string = id) =>
    dispatcher.bind({
      id,
      depth: 0,
      inFields: false,
      when: () => true,
      label: () => null,
      run: () => void said.push(name),
      ...options,
    })
  let clock = 0
  const press = (stroke: string, after = 1, reaches: (binding: Binding) => boolean = () => true) => {
    clock += after
    return dispatcher.press(stroke, clock, keymap, EVENT, reaches)
  }
  return { dispatcher, said, bind, press }
}

describe('what a key comes to', () => {
  test('the command that has it, while it is bound', () => {
    const { said, bind, press } = setUp()
    const release = bind('task.execute')
    expect(press('e')).toBe('done')
    expect(press('q')).toBe('nothing')
    release()
    release()
    expect(press('e')).toBe('nothing')
    expect(said).toEqual(['task.execute'])
  })

  test('another key, once it is given one', () => {
    const { said, bind, press } = setUp({ 'task.execute': ['q'] })
    bind('task.execute')
    expect(press('e')).toBe('nothing')
    expect(press('q')).toBe('done')
    expect(said).toEqual(['task.execute'])
  })

  test('the innermost room first, whoever came last; in one room who came last', () => {
    const { said, bind, press } = setUp()
    bind('task.merge', { depth: 2 }, 'inner')
    bind('task.merge', { depth: 1 }, 'outer')
    press('m')
    bind('task.merge', { depth: 2 }, 'newer')
    press('m')
    expect(said).toEqual(['inner', 'newer'])
  })

  test('the next one, where a handler passes it on or it is not possible', () => {
    const { said, bind, press } = setUp()
    bind('task.execute', {}, 'first')
    bind('task.execute', { run: () => false })
    bind('task.execute', { when: () => false }, 'impossible')
    expect(press('e')).toBe('done')
    expect(said).toEqual(['first'])
  })

  test('nothing where it does not reach', () => {
    const { said, bind, press } = setUp()
    bind('task.execute')
    bind('app.palette', { inFields: true })
    expect(press('e', 1, ({ inFields }) => inFields)).toBe('nothing')
    expect(press('mod+k', 1, ({ inFields }) => inFields)).toBe('done')
    expect(said).toEqual(['app.palette'])
  })
})

describe('keys one after the other', () => {
  test('do what they are for', () => {
    const { said, bind, press } = setUp()
    bind('go.inbox')
    bind('go.batches')
    expect(press('g')).toBe('waits')
    expect(press('b')).toBe('done')
    expect(press('i')).toBe('nothing')
    expect(said).toEqual(['go.batches'])
  })

  test('the second one is that of the sequence, not its own', () => {
    const { said, bind, press } = setUp()
    bind('go.batches')
    bind('task.send-back', { depth: 1 })
    press('g')
    press('b')
    press('b')
    expect(said).toEqual(['go.batches', 'task.send-back'])
  })

  test('after a second they are keys of their own', () => {
    const { said, bind, press } = setUp()
    bind('go.batches')
    bind('task.send-back', { depth: 1 })
    press('g')
    press('b', SEQUENCE_MS + 1)
    expect(said).toEqual(['task.send-back'])
  })

  test('a key that goes on with nothing does nothing, and ends it; a chord is still the browser’s', () => {
    const { said, bind, press } = setUp()
    bind('go.batches')
    bind('task.execute')
    press('g')
    expect(press('e')).toBe('done')
    expect(said).toEqual([])
    expect(press('e')).toBe('done')
    expect(said).toEqual(['task.execute'])
    press('g')
    expect(press('mod+r')).toBe('nothing')
  })

  test('nothing waits for a sequence that is not possible now', () => {
    const { bind, press } = setUp()
    bind('go.project', { when: () => false })
    expect(press('g')).toBe('nothing')
  })
})

test('what is live now is what a key would reach', () => {
  const { dispatcher, bind } = setUp()
  bind('task.merge', { depth: 2, label: () => 'inner' })
  bind('task.merge', { depth: 1, label: () => 'outer' })
  bind('task.execute', { when: () => false })
  bind('task.execute', { label: () => 'Execute APP-1' })
  bind('task.archive', { when: () => false })
  expect([...dispatcher.live()].map(([id, { label }]) => [id, label()])).toEqual([
    ['task.merge', 'inner'],
    ['task.execute', 'Execute APP-1'],
  ])
})
