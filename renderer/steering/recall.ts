/** How far somebody has gone back through what was said before. */
export interface Recall {
  /** Newest first. */
  said: readonly string[]
  /** Steps back; 0 = at what is being written. */
  back: number
  /** What is being written, for when one comes back to it. */
  own: string
}

export const NO_RECALL: Recall = { said: [], back: 0, own: '' }

/** Goes back (1) or forth again (-1) from where `text` stands; null = there is nothing more that way. */
export function recallStep(
  recall: Recall,
  by: 1 | -1,
  text: string,
): { recall: Recall; text: string } | null {
  const own = recall.back === 0 ? text : recall.own
  // What is written already is not shown once more.
  const said = recall.back === 0 ? recall.said.filter((one) => one !== text.trim()) : recall.said
  const back = recall.back + by
  if (back < 0 || back > said.length) return null
  return { recall: { said, back, own }, text: back === 0 ? own : (said[back - 1] ?? own) }
}
