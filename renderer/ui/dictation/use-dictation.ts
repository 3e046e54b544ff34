import { type RefObject, useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react'
import { DictationSession } from './session.ts'
import type { Field } from './write-words.ts'

/** The field that is dictated into: what `box` is around. */
export const fieldIn = (box: RefObject<HTMLElement | null>): Field | null =>
  box.current?.querySelector<Field>('textarea, input') ?? null

/**
 * Dictation into the field in `box`, and where it stands. It goes on until it is ended: by hand, by Escape, by what
 * sends the text, or when the field is left, hidden or switched off.
 */
export function useDictation(box: RefObject<HTMLElement | null>, enabled: boolean) {
  const [session] = useState(() => new DictationSession(() => fieldIn(box)))
  const state = useSyncExternalStore(session.subscribe, session.state)
  const isOn = state.phase !== 'still'
  useEffect(() => {
    if (!isOn) return
    if (!enabled) return session.settle()
    const onKey = (event: KeyboardEvent) => {
      // One step back is the end of dictation; the next one is the field's.
      if (event.key === 'Escape') {
        event.preventDefault()
        event.stopImmediatePropagation()
        session.stop()
      } else if (sends(event, fieldIn(box))) session.settle()
    }
    // What is pressed must stay under the pointer until it is let go: with the end, the line under the field goes.
    let isPressing = false
    let hasLeft = false
    const onPress = () => {
      isPressing = true
    }
    const onReleased = () => {
      isPressing = false
      if (!hasLeft) return
      hasLeft = false
      session.settle()
    }
    const onRelease = () => setTimeout(onReleased)
    const onLeave = ({ relatedTarget }: FocusEvent) => {
      const stays = relatedTarget instanceof Node && box.current?.contains(relatedTarget) === true
      // Another window was chosen: the field has the focus in this one.
      if (stays || document.activeElement === fieldIn(box)) return
      hasLeft = true
      if (!isPressing) session.settle()
    }
    const onHide = () => {
      if (document.visibilityState === 'hidden') session.settle()
    }
    const gone = new AbortController()
    const early = { capture: true, signal: gone.signal }
    window.addEventListener('keydown', onKey, early)
    window.addEventListener('pointerdown', onPress, early)
    // Before what is pressed hears of it, which may be about to read the field; else (it was dragged) soon after.
    window.addEventListener('click', onReleased, early)
    window.addEventListener('pointerup', onRelease, early)
    window.addEventListener('pointercancel', onRelease, early)
    box.current?.addEventListener('focusout', onLeave, early)
    document.addEventListener('visibilitychange', onHide, early)
    return () => gone.abort()
  }, [isOn, enabled, box, session])
  // The screen goes: nobody may go on listening.
  useLayoutEffect(() => session.leave, [session])
  return { state, session }
}

/** Whether a key sends what is in the field: by itself from a line, with ⌘ or Ctrl from anything longer. */
const sends = (event: KeyboardEvent, field: Field | null): boolean =>
  event.key === 'Enter' &&
  !event.isComposing &&
  event.target === field &&
  (event.metaKey || event.ctrlKey || field instanceof HTMLInputElement)
