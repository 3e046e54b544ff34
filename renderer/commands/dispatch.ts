import { clash, type Keymap } from './keymap.ts'
import type { CommandId } from './catalog.ts'

/** What a command does while somebody has it bound. */
export type Binding = {
  id: CommandId
  /** How far inside it is bound: see `depthOf`. */
  depth: number
  inFields: boolean
  /** Whether it can be done at this moment. */
  when: () => boolean
  /** What it is called as things stand; null = by its name. */
  label: () => string | null
  /** `false` passes the key on. The event is null where it was chosen in the palette. */
  run: (event: KeyboardEvent | null) => unknown
}

/** Longest pause between the keys of a sequence, in milliseconds. */
export const SEQUENCE_MS = 1000

/** What a key comes to. */
export type Outcome = 'done' | 'waits' | 'nothing'

/** All that is bound now, the last one last, and where a sequence of keys stands. */
export class Dispatcher {
  readonly #bindings: Binding[] = []
  #begun: { keys: string; at: number } | null = null

  /** @returns how to take it away */
  bind(binding: Binding): () => void {
    this.#bindings.push(binding)
    return () => {
      const at = this.#bindings.indexOf(binding)
      if (at !== -1) this.#bindings.splice(at, 1)
    }
  }

  /** The innermost room first, and in it who came last. */
  get inOrder(): Binding[] {
    return this.#bindings.toReversed().sort((a, b) => b.depth - a.depth)
  }

  /** What can be done at this moment, by command: of several bindings the one that a key would reach. */
  live(): Map<CommandId, Binding> {
    const found = new Map<CommandId, Binding>()
    for (const binding of this.inOrder)
      if (!found.has(binding.id) && binding.when()) found.set(binding.id, binding)
    return found
  }

  /**
   * Does what a stroke asks for. A key that goes on with no sequence ends the one that was begun, and does nothing: it
   * was not meant by itself.
   *
   * @param reaches whether the key may go to this binding: it has not been pressed in what wants it for itself
   */
  press(
    stroke: string,
    at: number,
    keymap: Keymap,
    event: KeyboardEvent,
    reaches: (binding: Binding) => boolean,
  ): Outcome {
    const begun = this.#begun !== null && at - this.#begun.at <= SEQUENCE_MS ? this.#begun.keys : null
    this.#begun = null
    const keys = begun === null ? stroke : `${begun} ${stroke}`
    const open = this.inOrder.filter(reaches)
    for (const binding of open) {
      if (keymap.get(binding.id)?.includes(keys) !== true || !binding.when()) continue
      if (binding.run(event) !== false) return 'done'
    }
    const goesOn = open.some(
      ({ id, when }) =>
        keymap.get(id)?.some((own) => own !== keys && clash(own, keys) && own.length > keys.length) ===
          true && when(),
    )
    if (goesOn) {
      this.#begun = { keys, at }
      return 'waits'
    }
    // With Ctrl, ⌘ or Alt held it is another key, and may be the browser's.
    return begun !== null && !/^(mod|alt)\+/.test(stroke) ? 'done' : 'nothing'
  }
}
