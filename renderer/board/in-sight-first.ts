import type { ReactVirtualizer, VirtualItem } from '@tanstack/react-virtual'
import { useDeferredValue } from 'react'

/** Beyond what is in sight, so many rows at either end are drawn with it: a step of a key does not wait for the next. */
const EDGE = 1

const NOWHERE = { startIndex: 0, endIndex: -1 }

/**
 * What of a virtual list is drawn now: what is in sight, and with the next picture what lies around it. So a key that
 * goes far draws half of what it would else.
 *
 * @param isNeeded what is drawn at once, wherever it lies
 */
export function useInSightFirst<S extends Element, I extends Element>(
  virtual: ReactVirtualizer<S, I>,
  isNeeded: (index: number) => boolean,
): VirtualItem[] {
  const items = virtual.getVirtualItems()
  const { startIndex, endIndex } = virtual.range ?? NOWHERE
  const range = `${startIndex} ${endIndex}`
  // Drawn before, or the same once the picture is there.
  const settled = useDeferredValue(range, '')
  if (settled === range) return items
  const { overscan } = virtual.options
  const [from = 0, to = -1] = settled === '' ? [] : settled.split(' ').map(Number)
  return items.filter(
    ({ index }) =>
      (index >= startIndex - EDGE && index <= endIndex + EDGE) ||
      (index >= from - overscan && index <= to + overscan) ||
      isNeeded(index),
  )
}
