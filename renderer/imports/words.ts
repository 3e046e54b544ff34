import type { ImportField } from '#shared/import-words.ts'
import type { ImportPreview, ImportRow } from '#shared/imports.ts'
import { t } from '../strings/t.ts'

/** What a column can be taken for, in the order in which it is offered. */
export const FIELD_NAMES: Record<ImportField, string> = {
  title: t('Title'),
  description: t('Description'),
  status: t('Status'),
  priority: t('Priority'),
  labels: t('Labels'),
  dueDate: t('Due date'),
  estimate: t('Estimate'),
  parent: t('Parent'),
  id: t('Key'),
  completed: t('Says it is done'),
  archived: t('Says it is archived'),
}

/** What the button that imports so many tasks is called. */
export const importLabel = (count: number): string =>
  count === 0 ? t('Import') : t('{count, plural, one {Import # task} other {Import # tasks}}', { count })

/** What an import would do beside the tasks that are chosen, or null. */
export function besides(
  rows: readonly ImportRow[],
  chosen: ReadonlySet<number>,
  newLabels: readonly string[],
) {
  const left = rows.length - chosen.size
  const used = new Set(rows.flatMap((row) => (chosen.has(row.index) ? row.labels.map(folded) : [])))
  const made = newLabels.filter((label) => used.has(folded(label)))
  const labels = [...made.slice(0, 3), ...(made.length > 3 ? ['…'] : [])].join(', ')
  const count = made.length
  if (left === 0)
    return count === 0
      ? null
      : t('{count, plural, one {Makes # label: {labels}} other {Makes # labels: {labels}}}', {
          count,
          labels,
        })
  const leftOut = t('{left, number} left out', { left })
  if (count === 0) return leftOut
  return t(
    '{count, plural, one {{leftOut} · makes # label: {labels}} other {{leftOut} · makes # labels: {labels}}}',
    { leftOut, count, labels },
  )
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
