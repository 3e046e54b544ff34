import type { Room } from '../rooms.ts'

/** What is not everywhere: an editor on the host's desktop, or a browser that recognises speech. */
export type Need = 'editor' | 'dictation'

/** Something that can be done by a key, from the palette, or both. */
export type Command = {
  /** As the palette, the help sheet and the settings call it. */
  name: string
  /** Where it works. */
  rooms: readonly Room[]
  /** Keys that it comes with, `g i` for one after the other; see keymap.ts. */
  keys: readonly string[]
  /** Also found by these. */
  words?: string
  /** Its keys are those of the platform, or answered by what has the focus: they cannot be changed. */
  fixed?: true
  /** How many keys of one kind are written together. */
  shown?: string
  /** Not in the palette: it goes on from where the focus is, which is lost there. */
  byKeyOnly?: true
  /** What the host or the browser must have for it: elsewhere its keys are not listed as something that can be done. */
  needs?: Need
}
