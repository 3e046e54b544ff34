import { useLayoutEffect, useRef } from 'react'
import { isMac } from '../ui/platform.ts'
import { type CommandId, commandOf } from './catalog.ts'
import { type Binding, Dispatcher } from './dispatch.ts'
import { strokeOf } from './keymap.ts'
import { currentKeymap } from './keys.ts'
import { fieldTakes, isCovered } from './own-world.ts'
import { depthOf, type Room } from './rooms.ts'

export type CommandOptions = {
  /** Not bound while false. */
  enabled?: boolean
  /** Also while a text field has the focus. */
  inFields?: boolean
  /** Where it is bound, for a command of several rooms of which one lies in the other. */
  room?: Room
  /** Whether it can be done at this moment: else the key is passed on, and the palette does not list it. */
  when?: () => boolean
  /** What the palette calls it as things stand, such as `Execute APP-12`; null = by its name. */
  label?: () => string | null
}

/**
 * Binds what a command of the catalog does while the component is mounted, to the keys that the command has now and to
 * the palette. The innermost room that has the key wins, and in it who was mounted last; a handler that answers `false`
 * passes the key on. No key is taken under a dialog or a menu, nor from a field (but see `inFields`).
 *
 * @param run its event is null where the command was chosen in the palette: the focus is back where it was by then
 */
export function useCommand(
  id: CommandId,
  run: (event: KeyboardEvent | null) => unknown,
  { enabled = true, inFields = false, room, when, label }: CommandOptions = {},
): void {
  const latest = useRef({ run, when, label })
  useLayoutEffect(() => {
    latest.current = { run, when, label }
  })
  // Before it is drawn: a key may follow at once on what is seen.
  useLayoutEffect(() => {
    if (!enabled) return
    const depths = room === undefined ? commandOf(id).rooms.map(depthOf) : [depthOf(room)]
    return dispatcher.bind({
      id,
      depth: Math.min(...depths),
      inFields,
      when: () => latest.current.when?.() ?? true,
      label: () => latest.current.label?.() ?? null,
      run: (event) => latest.current.run(event),
    })
  }, [id, enabled, inFields, room])
}

const dispatcher = new Dispatcher()

/** What can be done at this moment, by command. Ask before the focus goes elsewhere. */
export const liveCommands = (): ReadonlyMap<CommandId, Binding> => dispatcher.live()

if (typeof window !== 'undefined') {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    const stroke = strokeOf(event, isMac)
    if (stroke === null) return
    const target = event.target instanceof Element ? event.target : null
    if (target !== null && isCovered(target)) return
    const isTyping = target !== null && fieldTakes(target, event.key)
    const outcome = dispatcher.press(
      stroke,
      performance.now(),
      currentKeymap(),
      event,
      ({ inFields }) => inFields || !isTyping,
    )
    if (outcome !== 'nothing') event.preventDefault()
  })
}
