export type Place =
  | { to: 'board'; projectId: string | null }
  | { to: 'task'; identifier: string }
  | { to: 'inbox' }
  | { to: 'batches' }
  | { to: 'batch'; id: string }
  | { to: 'settings'; section?: string }
  | { to: 'project-settings'; projectId: string; page?: string }

let navigate: (place: Place) => void = () => undefined

/** Told by the router, so that actions can lead somewhere without knowing it. */
export function setNavigate(go: (place: Place) => void): void {
  navigate = go
}

export const goTo = (place: Place): void => navigate(place)
