import type { KeyboardEvent } from 'react'

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/**
 * Arrow keys choose among the radio buttons of a group, as in any such group. The chosen one alone is reached by Tab.
 *
 * @returns what listens to the keys of the group
 */
export const radioKeys =
  <T>(values: readonly T[], value: T, onChange: (value: T) => void) =>
  (event: KeyboardEvent<HTMLElement>): void => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const isTurned = getComputedStyle(event.currentTarget).direction === 'rtl'
    const way = isTurned && /Left|Right/.test(event.key) ? -step : step
    const next = (values.indexOf(value) + way + values.length) % values.length
    const chosen = values[next]
    if (chosen === undefined) return
    onChange(chosen)
    event.currentTarget.querySelectorAll<HTMLElement>('[role="radio"]')[next]?.focus()
  }
