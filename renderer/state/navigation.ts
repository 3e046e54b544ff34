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

let navigate: (place: Place) => void = () => undefined

/** Told by the router, so that actions can lead somewhere without knowing it. */
export function setNavigate(go: (place: Place) => void): void {
  navigate = go
}

export const goTo = (place: Place): void => navigate(place)

/** Whether the page shows this task. */
export const isAtTask = (identifier: string): boolean => location.pathname === `/task/${identifier}`
