/** A task as the graph sees it. */
export type Node = { id: string; dependsOn: readonly string[] }

export type Graph = {
  columns: number
  rows: number
  nodes: { id: string; column: number; row: number }[]
  edges: { from: string; to: string }[]
}

/** Tasks that depend on others or are depended on, in columns: each stands right of all that it depends on. */
export function layGraph(tasks: readonly Node[]): Graph {
  const known = new Map(tasks.map((task) => [task.id, task]))
  const edges = tasks.flatMap(({ id, dependsOn }) =>
    dependsOn.filter((from) => known.has(from)).map((from) => ({ from, to: id })),
  )
  const columnOf = new Map<string, number>()
  const place = (id: string): number => {
    const held = columnOf.get(id)
    if (held !== undefined) return held
    // Stands for itself while its parents are looked at, so that a cycle would end.
    columnOf.set(id, 0)
    const column = Math.max(
      0,
      ...(known.get(id)?.dependsOn ?? []).filter((from) => known.has(from)).map((from) => place(from) + 1),
    )
    columnOf.set(id, column)
    return column
  }
  const tied = new Set(edges.flatMap(({ from, to }) => [from, to]))
  const filled: number[] = []
  const nodes = tasks
    .filter(({ id }) => tied.has(id))
    .map(({ id }) => {
      const column = place(id)
      const row = filled[column] ?? 0
      filled[column] = row + 1
      return { id, column, row }
    })
  return { columns: filled.length, rows: Math.max(0, ...filled), nodes, edges }
}
