import { type RefObject, useEffect, useRef, useState } from 'react'
import { fieldTakes, useShortcut } from '../ui/use-shortcut.ts'
import { areKeysHeld, holdKeys, useKeysHeld } from './hand-over.ts'

type Press = Pick<KeyboardEvent, 'key' | 'repeat' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>

/** What a key of a request does, by its name: `enter`, `1` to `9`, a letter. `false` passes the key on. */
export type RequestKeys = Readonly<Record<string, () => unknown>>

/** All keys a request may know, for one shortcut to listen to. */
const KEYS = 'enter, 1, 2, 3, 4, 5, 6, 7, 8, 9, a, r, m, o'

/**
 * A request that has just come takes no keys until none was pressed for so long, in milliseconds: they were
 * meant for something else.
 */
const GRACE = 400

/** The name of a key that may answer; null for held keys and chords, which never answer anything. */
export function keyName(event: Press): string | null {
  if (event.repeat || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return null
  return event.key.toLowerCase()
}

/**
 * Whether what holds the focus wants the key for itself: a text field wants all of them, and what can be
 * pressed or ticked wants Enter.
 */
export function wantsKey(target: Pick<Element, 'closest'>, key: string): boolean {
  if (fieldTakes(target, key)) return true
  return key === 'enter' && target.closest('button, a, [role="button"], [role="link"], summary') !== null
}

/**
 * Binds a request's keys: wherever the focus is while the request is `active`, else only while the focus
 * is in it. Answers whether the first is the case, for the hints on its buttons.
 */
export function useRequestKeys(
  root: RefObject<HTMLElement | null>,
  active: boolean,
  keys: RequestKeys,
): boolean {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  const act = (event: KeyboardEvent): boolean => {
    const name = keyName(event)
    const target = event.target instanceof Element ? event.target : null
    if (name === null || (target !== null && wantsKey(target, name))) return false
    const handler = Object.hasOwn(latest.current, name) ? latest.current[name] : undefined
    if (handler === undefined) return false
    // Meant for the request that has just gone: it answers nothing, and does nothing else instead.
    return areKeysHeld() || handler() !== false
  }
  useHandOver(root, active)
  const held = useKeysHeld()

  useEffect(() => {
    const element = root.current
    if (element === null) return
    const onKey = (event: KeyboardEvent) => {
      const isDigit = /^[1-9]$/.test(event.key)
      const target = event.target instanceof Element ? event.target : null
      if (act(event)) event.preventDefault()
      // A digit that answers nothing here must not become a status of the card around it.
      else if (!isDigit || (target !== null && wantsKey(target, event.key))) return
      event.stopPropagation()
    }
    element.addEventListener('keydown', onKey)
    return () => element.removeEventListener('keydown', onKey)
  }, [root])

  const [armed, setArmed] = useState(false)
  useEffect(() => {
    if (!active) return
    const arm = () => {
      window.removeEventListener('keydown', again, true)
      setArmed(true)
    }
    let timer = setTimeout(arm, GRACE)
    const again = () => {
      clearTimeout(timer)
      timer = setTimeout(arm, GRACE)
    }
    window.addEventListener('keydown', again, true)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('keydown', again, true)
      setArmed(false)
    }
  }, [active])
  useShortcut(KEYS, act, { enabled: active && armed })
  return active && armed && !held
}

/** Holds the keys of all requests when this one goes away while it takes keys: by its place, or by the focus in it. */
function useHandOver(root: RefObject<HTMLElement | null>, active: boolean): void {
  const wasActive = useRef(active)
  const hadFocus = useRef(false)
  useEffect(() => {
    wasActive.current = active
  })
  useEffect(() => {
    const element = root.current
    if (element === null) return
    const see = () => {
      hadFocus.current = element.contains(document.activeElement)
    }
    see()
    const onOut = (event: FocusEvent) => {
      // A button that goes away loses the focus to nothing: that is no move of the reader.
      if (event.relatedTarget !== null) hadFocus.current = false
    }
    element.addEventListener('focusin', see)
    element.addEventListener('focusout', onOut)
    return () => {
      element.removeEventListener('focusin', see)
      element.removeEventListener('focusout', onOut)
      if (wasActive.current || hadFocus.current) holdKeys()
    }
  }, [root])
}
