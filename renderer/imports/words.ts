import type { ImportField } from '#shared/import-words.ts'
import type { ImportPreview, ImportRow } from '#shared/imports.ts'

/** What a column can be taken for, in the order in which it is offered. */
export const FIELD_NAMES: Record<ImportField, string> = {
  title: 'Title',
  description: 'Description',
  status: 'Status',
  priority: 'Priority',
  labels: 'Labels',
  dueDate: 'Due date',
  estimate: 'Estimate',
  parent: 'Parent',
  id: 'Key',
  completed: 'Says it is done',
  archived: 'Says it is archived',
}

const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export const nTasks = (count: number) => counted(count, 'task', 'tasks')

/** What an import would do beside the tasks that are chosen, or null. */
export function besides(
  rows: readonly ImportRow[],
  chosen: ReadonlySet<number>,
  newLabels: readonly string[],
) {
  const left = rows.length - chosen.size
  const used = new Set(rows.flatMap((row) => (chosen.has(row.index) ? row.labels.map(folded) : [])))
  const made = newLabels.filter((label) => used.has(folded(label)))
  const shown = made.slice(0, 3).join(', ')
  const parts = [
    left === 0 ? null : `${left.toLocaleString('en')} left out`,
    made.length === 0
      ? null
      : `makes ${counted(made.length, 'label', 'labels')}: ${shown}${made.length > 3 ? ', …' : ''}`,
  ].filter((part) => part !== null)
  const words = parts.join(' · ')
  return words === '' ? null : words.slice(0, 1).toUpperCase() + words.slice(1)
}

const folded = (label: string) => label.normalize('NFC').toLowerCase()

/** How far in a row stands under those that it is part of. */
export function depthsOf(rows: readonly ImportRow[]): number[] {
  const depths: number[] = []
  const depthOf = (start: number): number => {
    const path: ImportRow[] = []
    for (let row = rows[start]; row !== undefined && depths[row.index] === undefined; ) {
      path.push(row)
      if (row.parent === null) break
      row = rows[row.parent]
    }
    for (const row of path.reverse())
      depths[row.index] = row.parent === null ? 0 : (depths[row.parent] ?? 0) + 1
    return depths[start] ?? 0
  }
  return rows.map((row) => depthOf(row.index))
}

/** Columns with one of them taken for something else; what only one can be is taken from the others. */
export function withColumn(
  headings: ImportPreview['headings'],
  at: number,
  field: ImportField | null,
  repeated: readonly ImportField[],
): (ImportField | null)[] {
  return headings.map((heading, index) => {
    if (index === at) return field
    return heading.field === field && field !== null && !repeated.includes(field) ? null : heading.field
  })
}
