import type { Arrangement } from '../state/arrange.ts'
import type { Target } from './compose.ts'

/** What stands in a list, one under the other. */
export type Item =
  | { kind: 'head'; key: string; group: string }
  | { kind: 'row'; key: string; group: string; id: string }
  | { kind: 'composer'; key: string; group: string; target: Target }

/** Groups one after the other, each with its tasks unless it is collapsed. */
export function itemsOf(
  { columns, cells }: Pick<Arrangement, 'columns' | 'cells'>,
  closed: ReadonlySet<string>,
  composing: { group: string; target: Target } | null,
): { items: Item[]; starts: ReadonlyMap<string, number> } {
  const items: Item[] = []
  const starts = new Map<string, number>()
  for (const group of columns) {
    items.push({ kind: 'head', key: group, group })
    if (composing?.group === group)
      items.push({ kind: 'composer', key: `composer ${group}`, group, target: composing.target })
    if (closed.has(group)) continue
    starts.set(group, items.length)
    for (const id of cells.get(group) ?? []) items.push({ kind: 'row', key: `${group} ${id}`, group, id })
  }
  return { items, starts }
}
