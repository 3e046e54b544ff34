import { useSyncExternalStore } from 'react'

const ATTRIBUTES = ['data-theme', 'data-contrast', 'style']

function subscribe(listener: () => void): () => void {
  const changed = new MutationObserver(listener)
  changed.observe(document.documentElement, { attributes: true, attributeFilter: ATTRIBUTES })
  const forced = matchMedia('(forced-colors: active)')
  forced.addEventListener('change', listener)
  return () => {
    changed.disconnect()
    forced.removeEventListener('change', listener)
  }
}

const look = () =>
  [
    ...ATTRIBUTES.map((name) => document.documentElement.getAttribute(name)),
    matchMedia('(forced-colors: active)').matches,
  ].join(' ')

/** Another text whenever colours or sizes are others: for what is drawn by code, which no style sheet reaches. */
export const useLook = (): string => useSyncExternalStore(subscribe, look)
