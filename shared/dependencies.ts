/**
 * The shortest way from `start` back to itself along `edges`.
 *
 * @param edges from each node to the ones it points at
 * @returns the nodes of the cycle in order, beginning with `start`; null when there is none
 */
export function findCycle(edges: ReadonlyMap<string, readonly string[]>, start: string): string[] | null {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const node of queue) {
    for (const next of edges.get(node) ?? []) {
      if (next === start) return pathTo(node, start, cameFrom)
      if (cameFrom.has(next)) continue
      cameFrom.set(next, node)
      queue.push(next)
    }
  }
  return null
}

function pathTo(node: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [node]
  for (let at = node; at !== start; ) {
    at = cameFrom.get(at) ?? start
    path.push(at)
  }
  return path.reverse()
}
