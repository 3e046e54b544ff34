import { z } from 'zod'
import { id } from './common.ts'
import {
  IMPORT_FIELDS,
  IMPORT_FORMATS,
  MOST_IMPORT_COLUMNS,
  MOST_IMPORT_ROWS,
  MOST_IMPORT_TEXT,
} from './import-words.ts'
import { priority, taskStatus } from './tasks.ts'

const importFormat = z.enum(IMPORT_FORMATS)
const importField = z.enum(IMPORT_FIELDS)

export const importTasks = z.strictObject({
  projectId: id,
  format: importFormat,
  text: z
    .string()
    .min(1, 'there is nothing to import')
    .max(MOST_IMPORT_TEXT, 'at most 5 million characters; split the file'),
  /** Of CSV: what each column is, in their order; null = left out. Not given = as the headings suggest. */
  columns: z.array(importField.nullable()).max(MOST_IMPORT_COLUMNS).optional(),
})
export type ImportTasks = z.infer<typeof importTasks>

/** A task that would be made. */
export const importRow = z.object({
  /** From 0; what {@link createImport} names. */
  index: z.number().int(),
  /** Where it begins in the text; null where lines say nothing. */
  line: z.number().int().nullable(),
  title: z.string(),
  /** Its beginning; all of it is imported. */
  description: z.string(),
  status: taskStatus,
  priority,
  labels: z.array(z.string()),
  dueDate: z.iso.date().nullable(),
  estimate: z.number().nullable(),
  /** Index of the row that it is part of. */
  parent: z.number().int().nullable(),
  /** The task of the project with the same title, such as `APP-12`: left out unless it is named. */
  duplicateOf: z.string().nullable(),
  /** What of it was not understood, in words, such as an unknown status. */
  remarks: z.array(z.string()),
})
export type ImportRow = z.infer<typeof importRow>

export const importPreview = z.object({
  rows: z.array(importRow),
  /** Labels that would be made. */
  newLabels: z.array(z.string()),
  /** Of CSV: its headings in their order, and what each one was taken for. */
  headings: z.array(z.object({ heading: z.string(), field: importField.nullable() })),
  /** What of the text could not be read or is left out, with its line. */
  problems: z.array(z.object({ line: z.number().int().nullable(), message: z.string() })),
})
export type ImportPreview = z.infer<typeof importPreview>

/** Rows by index; left out = all but duplicates. All or nothing is made. */
export const createImport = importTasks.extend({
  rows: z.array(z.number().int().min(0)).max(MOST_IMPORT_ROWS).optional(),
})
export type CreateImport = z.infer<typeof createImport>

export const importResult = z.object({
  taskIds: z.array(id),
  labelIds: z.array(id),
  skipped: z.number().int(),
})
