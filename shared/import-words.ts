// The page loads this file, so nothing of zod may stand in it.

/**
 * `markdown`: a list, with `- [ ]` where it has boxes. `vibe_kanban`: the JSON that its API gives, or the `issues.csv`
 * of its export.
 */
export const IMPORT_FORMATS = ['csv', 'markdown', 'vibe_kanban'] as const
export type ImportFormat = (typeof IMPORT_FORMATS)[number]

export const IMPORT_FORMAT_NAMES: Record<ImportFormat, string> = {
  csv: 'CSV',
  markdown: 'Markdown',
  vibe_kanban: 'vibe-kanban',
}

/** What a column can be taken for. `id` is only what `parent` refers to. */
export const IMPORT_FIELDS = [
  'title',
  'description',
  'status',
  'priority',
  'labels',
  'dueDate',
  'estimate',
  'id',
  'parent',
  'completed',
  'archived',
] as const
export type ImportField = (typeof IMPORT_FIELDS)[number]

/** Fields that several columns may have: labels add up, a parent may be named in more than one way. */
export const REPEATED_FIELDS: readonly ImportField[] = ['labels', 'id', 'parent']

/** Characters of a text that is imported. */
export const MOST_IMPORT_TEXT = 5_000_000
/** Tasks that are made at once. */
export const MOST_IMPORT_ROWS = 5000
/** Columns of a table that are looked at. */
export const MOST_IMPORT_COLUMNS = 500
/** Labels that are made at once: more are a column that was taken for one. */
export const MOST_IMPORT_LABELS = 300

/** So much of it says what a text is. */
const LOOKED_AT = 4000

/** What a text seems to be, by its file's name and its beginning. */
export function guessImportFormat(text: string, fileName = ''): ImportFormat {
  const beginning = text.slice(0, LOOKED_AT).replace(/^\uFEFF/, '')
  if (/^\s*(?:\[\s*(?:\{|\]\s*$)|\{\s*")/.test(beginning)) return 'vibe_kanban'
  if (/\.(?:csv|tsv)$/i.test(fileName)) return 'csv'
  if (/\.(?:md|markdown|mdown)$/i.test(fileName)) return 'markdown'
  if (/^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]|^#{1,6} /m.test(beginning)) return 'markdown'
  const [first = ''] = beginning.trimStart().split(/\r\n|\r|\n/, 1)
  return /[,;\t|]/.test(first) ? 'csv' : 'markdown'
}
