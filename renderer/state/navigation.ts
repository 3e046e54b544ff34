import type { WelcomeSearch } from '../welcome/search.ts'

export type Place =
  | { to: 'board'; projectId: string | null }
  /** A saved view. */
  | { to: 'view'; id: string }
  /** With a run its log is shown, instead of what tells most. */
  | { to: 'task'; identifier: string; runId?: string }
  | { to: 'welcome'; search: WelcomeSearch }
  | { to: 'inbox' }
  | { to: 'batches' }
  | { to: 'batch'; id: string }
  | { to: 'brainstorms'; projectId?: string | null; parent?: string }
  | { to: 'brainstorm'; identifier: string }
  | { to: 'record' }
  | { to: 'usage' }
  | { to: 'settings'; section?: string }
  | { to: 'project-settings'; projectId: string; page?: string }

type Router = {
  go: (place: Place) => void
  /** The address of a place, from the root of the page. */
  addressOf: (place: Place) => string
}

let router: Router = { go: () => undefined, addressOf: () => '/' }

/** Told by the router, so that actions can lead somewhere without knowing it. */
export function setNavigate(by: Router): void {
  router = by
}

export const goTo = (place: Place): void => router.go(place)

/**
 * Opens a place in a window of its own: a tab of the browser, or a window of the desktop, which makes it itself when it
 * hears of this. The new page knows nothing of this one.
 */
export function openWindow(place: Place): void {
  window.open(router.addressOf(place), '_blank', 'noopener')
}

/** The address of a place to be given to others: of the desktop's app, or of the host that serves this page. */
export function linkTo(place: Place): string {
  const address = router.addressOf(place)
  return location.protocol === 'app:' ? `openlinear:/${address}` : `${location.origin}${address}`
}

/** The same of what is shown here. */
export function openWindowHere(): void {
  window.open(location.href, '_blank', 'noopener')
}

/** Opens a place where the press asks for it: with Shift, ⌘ or Ctrl, or the middle button, in a window of its own. */
export function follow(
  { button, shiftKey, metaKey, ctrlKey }: Pick<MouseEvent, 'button' | 'shiftKey' | 'metaKey' | 'ctrlKey'>,
  place: Place,
): void {
  if (button === 1) openWindow(place)
  else if (button !== 0) return
  else if (shiftKey || metaKey || ctrlKey) openWindow(place)
  else goTo(place)
}

/** Whether the page shows this task. */
export const isAtTask = (identifier: string): boolean => location.pathname === `/task/${identifier}`
