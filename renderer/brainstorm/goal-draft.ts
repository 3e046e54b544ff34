/** Where a goal that is being written is kept. @param parent identifier of the task that it breaks down */
export const goalKey = (parent: string | null): string =>
  `openlinear.brainstorm${parent === null ? '' : `.${parent}`}`

/** Has a goal stand in the form when that is opened. */
export function keepGoal(words: string): void {
  try {
    sessionStorage.setItem(goalKey(null), words)
  } catch (error) {
    console.warn('The goal is not kept', error)
  }
}
