/** How much two lists have in common at their beginning and, beyond that, at their end. */
export function commonEnds<Item>(
  old: readonly Item[],
  next: readonly Item[],
): { head: number; tail: number } {
  const most = Math.min(old.length, next.length)
  let head = 0
  while (head < most && old[head] === next[head]) head += 1
  let tail = 0
  while (tail < most - head && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail += 1
  return { head, tail }
}
