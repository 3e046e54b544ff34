/** How much of the old output's end is looked for in the new one, in characters. */
const ANCHOR = 400

/**
 * What is new in a tool's live output. OpenCode sends its whole tail each time, whose beginning falls off
 * once it is long.
 */
export function liveDelta(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length)
  const anchor = before.slice(-ANCHOR)
  const at = now.lastIndexOf(anchor)
  if (at >= 0) return now.slice(at + anchor.length)
  // More than a whole tail came at once.
  return now
}
