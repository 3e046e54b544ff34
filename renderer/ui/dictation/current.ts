/** The dictation that goes on, if any: how to end it. Only one field of the page listens at a time. */
let current: (() => void) | null = null

/** Says how what now begins is ended; what went on before is. */
export function beginDictation(end: () => void): void {
  if (current !== end) current?.()
  current = end
}

/** It is over. */
export function forgetDictation(end: () => void): void {
  if (current === end) current = null
}

/** Ends what goes on, with what was heard written down: for who is about to read the field. */
export function settleDictation(): void {
  current?.()
}
