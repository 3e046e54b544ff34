import { useSyncExternalStore } from 'react'

/** The size of the body that all other sizes are drawn for, in pixels. */
const USUAL_FONT = 13

/**
 * How many times as large as drawn for everything is now, by the font size that is set; for what counts in pixels. Read
 * where it is set: asked for as computed, it would have the page styled at once, each time.
 */
export const scaleNow = (): number =>
  Number.parseFloat(document.documentElement.style.getPropertyValue('--font-size')) / USUAL_FONT || 1

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })
  return () => observer.disconnect()
}

/** The same, followed. */
export const useScale = (): number => useSyncExternalStore(subscribe, scaleNow)
