/**
 * Choices that the browser keeps. What is of one window (what is folded up in it, its project) is that window's as
 * long as it is there, and a new one begins as the last one was left; what is of all of them follows the others.
 */

/**
 * What was kept last: in this window, else in any when this one came, which is its own from then on. Null = nothing, or
 * the browser keeps nothing.
 */
export function readOfWindow(key: string): string | null {
  try {
    const kept = sessionStorage.getItem(key) ?? localStorage.getItem(key) ?? ''
    sessionStorage.setItem(key, kept)
    return kept === '' ? null : kept
  } catch {
    // Storage is refused.
    return null
  }
}

/** Keeps it for this window, and for the next one that is opened. Where storage is refused it lasts as long as the page. */
export function keepOfWindow(key: string, value: string): void {
  try {
    for (const storage of [sessionStorage, localStorage]) storage.setItem(key, value)
  } catch {
    // As above.
  }
}

/** What any window has kept. */
export function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // It lasts as long as the page.
  }
}

/** Calls back with what another window keeps from now on. */
export function onKept(key: string, listener: (value: string) => void): void {
  if (typeof window === 'undefined') return
  window.addEventListener('storage', (event) => {
    if (event.key === key && event.storageArea === localStorage && event.newValue !== null)
      listener(event.newValue)
  })
}
