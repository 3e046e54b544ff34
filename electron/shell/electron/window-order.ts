/** What decides which of several windows is meant. Lists have the window that was used last first. */

/** The window was used: it is the first. */
export const toFront = <T>(windows: readonly T[], window: T): T[] => [
  window,
  ...windows.filter((one) => one !== window),
]

/** The window that a link, a notification or a command of the menu goes to: the one used last of those in sight, else of all. */
export const leading = <T extends { isAway: boolean }>(windows: readonly T[]): T | null =>
  windows.find(({ isAway }) => !isAway) ?? windows[0] ?? null

/** Whether no other window is in sight, so that closing this one leaves the app without any. */
export const isLastInSight = <T extends { isAway: boolean }>(windows: readonly T[], window: T): boolean =>
  windows.every((one) => one === window || one.isAway)
