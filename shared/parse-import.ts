import { parseCsv } from './import-csv.ts'
import type { ParsedImport } from './import-draft.ts'
import { parseMarkdown } from './import-markdown.ts'
import { parseVibeKanban } from './import-vibe-kanban.ts'
import type { ImportTasks } from './imports.ts'

/** What a text holds; of hostile input, too, nothing is lost without a problem or a remark on it. */
export function parseImport({ format, text, columns }: Omit<ImportTasks, 'projectId'>): ParsedImport {
  switch (format) {
    case 'csv':
      return parseCsv(text, columns)
    case 'markdown':
      return parseMarkdown(text)
    case 'vibe_kanban':
      return parseVibeKanban(text, columns)
  }
}
