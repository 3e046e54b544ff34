/** The marks after one was set or taken away: two at most, the older one gives way. */
export function withMark(marks: readonly string[], id: string): readonly string[] {
  return marks.includes(id) ? marks.filter((one) => one !== id) : [...marks, id].slice(-2)
}

/**
 * Which two candidates are compared: those that are marked, the marked and the focused one, or the only two; null = it
 * does not say.
 *
 * @param ids all candidates
 */
export function pairOf(
  ids: readonly string[],
  marks: readonly string[],
  focused: string | null,
): readonly [string, string] | null {
  const named = marks.length < 2 && focused !== null ? [...new Set([...marks, focused])] : marks
  const [one, other] = ids.length === 2 ? ids : named
  return one === undefined || other === undefined ? null : [one, other]
}
