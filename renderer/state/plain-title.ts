/** Embeddings, overrides and isolates: they turn the direction of the text after them. Marks and letters are left. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g

/**
 * A task as the page shows it: nothing in its title turns the text around it, on a card as in a notification. Whoever
 * wrote the title is not trusted with more than its words; the database keeps it as it was given.
 */
export function withPlainTitle<T extends { title?: string }>(task: T): T {
  const title = task.title?.replaceAll(TURNS, '')
  return title === task.title ? task : { ...task, title }
}
