import { useSyncExternalStore } from 'react'

const read = (): 'dark' | 'light' =>
  document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark'

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}

/** The theme that is drawn now, for what cannot take its colours from CSS. */
export const useThemeType = () => useSyncExternalStore(subscribe, read)
