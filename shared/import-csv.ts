import Papa from 'papaparse'
import { ImportGatherer, type ParsedImport } from './import-draft.ts'
import { type ImportField, MOST_IMPORT_COLUMNS, REPEATED_FIELDS } from './import-words.ts'

/**
 * What the exports of Linear, Jira, Asana, Trello, GitHub and vibe-kanban call a field, in lower case with single
 * spaces; of those that a file has, the one that comes first here is taken.
 */
const HEADINGS: Record<ImportField, readonly string[]> = {
  title: ['title', 'summary', 'task name', 'card name', 'issue title', 'name', 'subject', 'task', 'issue'],
  description: [
    'description',
    'body',
    'card description',
    'issue description',
    'notes',
    'details',
    'content',
  ],
  status: [
    'status',
    'state',
    'list name',
    'section column',
    'list',
    'column',
    'section',
    'issue status',
    'workflow state',
    'stage',
  ],
  priority: ['priority', 'issue priority', 'importance'],
  labels: ['labels', 'label', 'tags', 'tag', 'label names'],
  dueDate: ['due date', 'due', 'duedate', 'due on', 'deadline', 'target date'],
  estimate: [
    'estimate',
    'story points',
    'story point estimate',
    'custom field story points',
    'custom field story point estimate',
    'points',
    'estimated points',
  ],
  id: ['id', 'issue id', 'issue key', 'key', 'task id', 'card id', 'identifier', 'number', 'issue number'],
  parent: [
    'parent',
    'parent issue',
    'parent id',
    'parent key',
    'parent task',
    'parent issue id',
    'parent card',
  ],
  completed: ['completed at', 'completed', 'completed on', 'closed at', 'done'],
  archived: ['archived', 'archived at', 'is archived'],
}

const plainHeading = (heading: string) =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** What each column seems to be. */
export function suggestColumns(headings: readonly string[]): (ImportField | null)[] {
  const names = headings.map(plainHeading)
  const columns: (ImportField | null)[] = names.map(() => null)
  for (const [field, known] of Object.entries(HEADINGS) as [ImportField, readonly string[]][]) {
    const found = names.flatMap((name, at) => (known.includes(name) ? [at] : []))
    found.sort((a, b) => known.indexOf(names[a] ?? '') - known.indexOf(names[b] ?? '') || a - b)
    for (const at of REPEATED_FIELDS.includes(field) ? found : found.slice(0, 1)) columns[at] ??= field
  }
  return columns
}

interface Row {
  line: number
  cells: string[]
}

/**
 * Tasks of a CSV file: with commas, semicolons, tabs or bars, with or without a byte order mark, and with line breaks
 * in quotes. What looks like a formula is text.
 *
 * @param columns what each column is; not given = as the headings suggest
 */
export function parseCsv(text: string, columns?: readonly (ImportField | null)[]): ParsedImport {
  const gatherer = new ImportGatherer()
  const rows = readRows(text, gatherer)
  const head = rows.shift()
  if (head === undefined) {
    gatherer.problem(null, 'The file is empty.')
    return gatherer.finish()
  }
  if (head.cells.length > MOST_IMPORT_COLUMNS) {
    gatherer.problem(
      head.line,
      `It has ${head.cells.length} columns: the first ${MOST_IMPORT_COLUMNS} are looked at.`,
    )
  }
  const headings = head.cells.slice(0, MOST_IMPORT_COLUMNS)
  const suggested = suggestColumns(headings)
  const fields = headings.map((_, at) =>
    columns === undefined ? (suggested[at] ?? null) : (columns[at] ?? null),
  )
  const told = headings.map((heading, at) => ({
    heading: heading.trim().slice(0, 200),
    field: fields[at] ?? null,
  }))
  if (!fields.includes('title')) {
    gatherer.problem(
      head.line,
      'No column is known to hold titles. Say which one does. The first line has to be the headings.',
    )
    return gatherer.finish(told)
  }
  if (rows.length === 0) gatherer.problem(head.line, 'There is no row below the headings.')
  // Trello writes the colour behind the name.
  const isTrello = headings.some((heading) => plainHeading(heading) === 'card name')
  const links: { index: number; parents: string[] }[] = []
  const byId = new Map<string, number>()
  const byTitle = new Map<string, number | null>()
  for (const { line, cells } of rows) {
    if (cells.length > head.cells.length) {
      gatherer.problem(
        line,
        `It has ${cells.length} cells for ${head.cells.length} headings: those beyond are left out. Is a quotation mark missing?`,
      )
    }
    const all = (field: ImportField) =>
      fields.flatMap((one, at) => (one === field && (cells[at] ?? '').trim() !== '' ? [cells[at] ?? ''] : []))
    const cell = (field: ImportField) => all(field).join('\n')
    const index = gatherer.add({
      line,
      title: cell('title'),
      description: cell('description'),
      status: cell('status'),
      priority: cell('priority'),
      labels: all('labels').flatMap((labels) => splitLabels(labels, isTrello)),
      dueDate: cell('dueDate'),
      estimate: cell('estimate'),
      completed: cell('completed'),
      archived: cell('archived'),
    })
    if (index === null) continue
    for (const id of all('id')) if (!byId.has(nameOf(id))) byId.set(nameOf(id), index)
    const title = nameOf(cell('title'))
    byTitle.set(title, byTitle.has(title) ? null : index)
    const parents = all('parent')
    if (parents.length > 0) links.push({ index, parents })
  }
  for (const { index, parents } of links) {
    const found = parents.map((name) => byId.get(nameOf(name)) ?? byTitle.get(nameOf(name)) ?? null)
    const parent = found.find((one) => one !== null && one !== index)
    if (parent !== undefined && parent !== null) gatherer.put(index, parent)
    else
      gatherer.remark(
        index,
        `Its parent “${parents[0]?.trim().slice(0, 60)}” is not in this file, or not once.`,
      )
  }
  tellProjects(headings, rows, gatherer)
  return gatherer.finish(told)
}

/** An export may hold the tasks of several projects, which become tasks of one here. */
function tellProjects(headings: readonly string[], rows: readonly Row[], gatherer: ImportGatherer): void {
  const at = headings.findIndex((heading) => ['project', 'project name'].includes(plainHeading(heading)))
  const projects = new Set(rows.map(({ cells }) => cells[at]?.trim() ?? '').filter((name) => name !== ''))
  if (projects.size < 2) return
  const names = [...projects].slice(0, 5).map((name) => name.slice(0, 60))
  const more = projects.size > names.length ? ` and ${projects.size - names.length} more` : ''
  gatherer.problem(
    null,
    `Its tasks are of ${projects.size} projects (${names.join(', ')}${more}): all of them would be tasks of this one.`,
  )
}

const nameOf = (text: string) => text.trim().toLowerCase()

const TRELLO_COLOR =
  /\((?:(?:green|yellow|orange|red|purple|blue|sky|lime|pink|black)(?:_(?:dark|light))?)\)$/

const splitLabels = (cell: string, isTrello: boolean) =>
  cell
    .split(/[,;\n]/)
    .map((label) => (isTrello ? label.trim().replace(TRELLO_COLOR, '').trim() : label.trim()))

/** The rows that say something, with the lines on which they begin. */
function readRows(text: string, gatherer: ImportGatherer): Row[] {
  const plain = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n')
  // What Excel writes ahead of the headings.
  const own = /^sep=(.)\n/i.exec(plain)
  const { data, errors } = Papa.parse<string[]>(own === null ? plain : plain.slice(own[0].length), {
    newline: '\n',
    ...(own === null ? {} : { delimiter: own[1] ?? ',' }),
  })
  const lines: number[] = []
  let line = own === null ? 1 : 2
  for (const cells of data) {
    lines.push(line)
    line += 1
    for (const cell of cells)
      for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) line += 1
  }
  for (const { code, row } of errors) {
    const at = row === undefined ? null : (lines[row] ?? null)
    if (code === 'MissingQuotes') {
      gatherer.problem(
        at,
        'A quotation mark is opened here and never closed: what follows is taken for one cell.',
      )
    } else if (code === 'InvalidQuotes') {
      gatherer.problem(
        at,
        'A quotation mark stands in the middle of a cell: the row may be cut in the wrong places.',
      )
    }
  }
  return data
    .map((cells, at) => ({ line: lines[at] ?? at + 1, cells }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
}
