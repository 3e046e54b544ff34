import { useEffect, useRef } from 'react'
import { isMac } from './platform.ts'

export type ShortcutOptions = {
  /** Not bound while false. */
  enabled?: boolean
  /** Also while a text field has the focus. */
  inFields?: boolean
}

/**
 * Whether what holds the focus wants the key for itself: a text field wants all of them, what is ticked only those that
 * it knows.
 */
export function fieldTakes(target: Pick<Element, 'closest'>, key: string): boolean {
  if (target.closest('input[type="checkbox"]') !== null) return /^( |enter)$/i.test(key)
  if (target.closest('input[type="radio"]') !== null) return /^( |enter|arrow\w+)$/i.test(key)
  return target.closest('input, textarea, select, [contenteditable="true"]') !== null
}

/** Is the key pressed in something that wants keys for itself? */
function inOwnWorld(event: KeyboardEvent, inFields: boolean): boolean {
  const target = event.target instanceof Element ? event.target : null
  if (target === null) return false
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"], [role="alertdialog"]')) return true
  if (document.querySelector('[role="menu"]') !== null) return true
  return !inFields && fieldTakes(target, event.key)
}

/** `mod+shift+k`: does the event press exactly these? Letters and marks are compared by what they write. */
export function matches(
  event: Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>,
  keys: string,
): boolean {
  const parts = keys.toLowerCase().split('+')
  const key = parts.pop() === 'space' ? ' ' : keys.toLowerCase().split('+').pop()
  const mod = isMac ? event.metaKey : event.ctrlKey
  const other = isMac ? event.ctrlKey : event.metaKey
  if (other || mod !== parts.includes('mod') || event.altKey !== parts.includes('alt')) return false
  // `?` is written with shift on most keyboards: a mark says nothing about shift.
  const isMark = key !== undefined && key.length === 1 && !/[a-z0-9 ]/.test(key)
  if (!isMark && event.shiftKey !== parts.includes('shift')) return false
  return event.key.toLowerCase() === key
}

/**
 * Binds shortcuts while the component is mounted. Several keys may share a handler: `'arrowdown, j'`.
 * The last one mounted that matches wins; a handler that answers `false` passes the key on.
 */
export function useShortcut(
  keys: string,
  handler: (event: KeyboardEvent) => unknown,
  { enabled = true, inFields = false }: ShortcutOptions = {},
): void {
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => {
    if (!enabled) return
    const binding: Binding = {
      keys: keys.split(/,\s+/),
      inFields,
      run: (event) => latest.current(event),
    }
    bindings.push(binding)
    return () => {
      bindings.splice(bindings.indexOf(binding), 1)
    }
  }, [keys, enabled, inFields])
}

type Binding = { keys: string[]; inFields: boolean; run: (event: KeyboardEvent) => unknown }
const bindings: Binding[] = []

if (typeof window !== 'undefined') {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    for (let index = bindings.length - 1; index >= 0; index--) {
      const binding = bindings[index]
      if (binding === undefined || !binding.keys.some((keys) => matches(event, keys))) continue
      if (inOwnWorld(event, binding.inFields)) continue
      if (binding.run(event) === false) continue
      event.preventDefault()
      return
    }
  })
}
