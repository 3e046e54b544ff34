import { type RefObject, useEffect, useRef, useState } from 'react'
import { type Keymap, strokeOf } from '../commands/keymap.ts'
import { currentKeymap } from '../commands/keys.ts'
import { fieldTakes } from '../commands/own-world.ts'
import { useCommand } from '../commands/use-command.ts'
import { requests } from '../state/stores.ts'
import { isMac } from '../ui/platform.ts'
import { areKeysHeld, holdKeys, useKeysHeld } from './hand-over.ts'

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'repeat' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>

const ACTS = ['confirm', 'always', 'refuse', 'message', 'own'] as const

/** What the commands of a request do, those that it knows. `false` passes the key on. */
export type RequestKeys = Partial<Record<(typeof ACTS)[number], () => unknown>> & {
  /** Of the digits: 1 to 9. */
  choose?: (digit: number) => unknown
}

/**
 * A request that has just come takes no keys until none was pressed for so long, in milliseconds: they were
 * meant for something else.
 */
const GRACE = 400

/** What a key answers, a digit by itself; null for one that answers nothing, and for a key that is held down. */
export function answerTo(event: Press, keymap: Keymap): (typeof ACTS)[number] | number | null {
  const stroke = event.repeat ? null : strokeOf(event, isMac)
  if (stroke === null) return null
  if (/^[1-9]$/.test(stroke)) return Number(stroke)
  return ACTS.find((act) => keymap.get(`request.${act}`)?.includes(stroke) === true) ?? null
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
    const answer = answerTo(event, currentKeymap())
    const target = event.target instanceof Element ? event.target : null
    if (answer === null || (target !== null && wantsKey(target, event.key.toLowerCase()))) return false
    const { choose } = latest.current
    const handler = typeof answer !== 'number' ? latest.current[answer] : choose && (() => choose(answer))
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
  const onKey = (event: KeyboardEvent | null) => event !== null && act(event)
  const options = { enabled: active && armed }
  useCommand('request.confirm', onKey, options)
  useCommand('request.always', onKey, options)
  useCommand('request.refuse', onKey, options)
  useCommand('request.message', onKey, options)
  useCommand('request.own', onKey, options)
  useCommand('request.choose', onKey, options)
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
      // Who has gone on to something else, while it still asks, has moved on purpose.
      const isAsked = requests.get(element.dataset['request'] ?? '')?.answer === null
      if (!isAsked && (wasActive.current || hadFocus.current)) holdKeys()
    }
  }, [root])
}
