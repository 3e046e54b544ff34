import { parseCsv } from './import-csv.ts'
import { ImportGatherer, type ParsedImport, type RawTask } from './import-draft.ts'
import type { ImportField } from './import-words.ts'

type Fields = Record<string, unknown>

/** Under which names the lists stand in what its API, its MCP server and scripts around them give. */
const LISTS = ['data', 'tasks', 'issues', 'items']

/**
 * Tasks of vibe-kanban: what `GET /api/tasks?project_id=…` answers, `{"success":true,"data":[…]}` or the bare list, with
 * `todo`, `inprogress`, `inreview`, `done` or `cancelled`; or its issues, which have a priority, tags and a parent too.
 * Its own export is a ZIP file whose `issues.csv` is read here as well.
 */
export function parseVibeKanban(text: string, columns?: readonly (ImportField | null)[]): ParsedImport {
  if (!/^\uFEFF?\s*[[{]/.test(text)) return parseCsv(text, columns)
  const gatherer = new ImportGatherer()
  const list = readList(text, gatherer)
  if (list === null) return gatherer.finish()
  if (list.length === 0) gatherer.problem(null, 'The list is empty.')
  const items = list.map((item, at) => ({ item, place: at + 1 }))
  // It lists the newest first; numbers here are given in the order in which the tasks were made.
  if (items.every(({ item }) => isFields(item) && timeOf(item) !== null)) {
    items.sort((a, b) => (timeOf(a.item as Fields) ?? 0) - (timeOf(b.item as Fields) ?? 0))
  }
  const byId = new Map<string, number>()
  const links: { index: number; parent: string }[] = []
  const projects = new Set<string>()
  let attempted = 0
  for (const { item, place } of items) {
    if (!isFields(item) || wordOf(item['title']).trim() === '') {
      gatherer.problem(null, `Item ${place} is no task with a title: left out.`)
      continue
    }
    if (wordOf(item['deleted_at']) !== '') {
      gatherer.problem(null, `Item ${place} is deleted there: left out.`)
      continue
    }
    if (hasAttempts(item)) attempted += 1
    if (wordOf(item['project_id']) !== '') projects.add(wordOf(item['project_id']))
    const index = gatherer.add(toRaw(item))
    if (index === null) continue
    for (const name of ['id', 'simple_id']) {
      const id = wordOf(item[name])
      if (id !== '') byId.set(id, index)
    }
    const parent = wordOf(item['parent_issue_id']) || wordOf(item['parent_task_id'])
    if (parent !== '') links.push({ index, parent })
  }
  for (const { index, parent } of links) {
    const found = byId.get(parent)
    if (found === undefined) gatherer.remark(index, 'Its parent is not in this file.')
    else gatherer.put(index, found)
  }
  if (attempted > 0) {
    const whose = attempted === 1 ? 'of 1 task' : `of ${attempted} tasks`
    gatherer.problem(
      null,
      `Attempts ${whose} stay in vibe-kanban: their branches, logs and reviews are not imported.`,
    )
  }
  if (projects.size > 1) {
    gatherer.problem(
      null,
      `Its tasks are of ${projects.size} projects: all of them would be tasks of this one.`,
    )
  }
  return gatherer.finish()
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text or a number as text, anything else as nothing. */
const wordOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

function timeOf(item: Fields): number | null {
  const time = Date.parse(wordOf(item['created_at']))
  return Number.isNaN(time) ? null : time
}

const hasAttempts = (item: Fields) =>
  item['has_in_progress_attempt'] === true ||
  item['has_merged_attempt'] === true ||
  item['last_attempt_failed'] === true

function toRaw(item: Fields): RawTask {
  const from = wordOf(item['parent_task_attempt']) || wordOf(item['parent_workspace_id'])
  const status = item['status']
  return {
    line: null,
    title: wordOf(item['title']),
    description: wordOf(item['description']),
    // An issue has a status with a name of the user's.
    status: isFields(status) ? wordOf(status['name']) : wordOf(status) || wordOf(item['status_name']),
    priority: wordOf(item['priority']),
    labels: [item['labels'], item['tags']].flatMap((list) => (Array.isArray(list) ? list.map(nameOf) : [])),
    dueDate: wordOf(item['target_date']) || wordOf(item['due_date']),
    completed: wordOf(item['completed_at']),
    remarks:
      from === '' ? [] : ['It was begun from an attempt at another task, which this file does not name.'],
  }
}

const nameOf = (label: unknown) =>
  isFields(label) ? wordOf(label['name']) || wordOf(label['tag_name']) : wordOf(label)

/** @returns null when there is no list, which the gatherer is told */
function readList(text: string, gatherer: ImportGatherer): unknown[] | null {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const at = /line (\d+)/.exec(error instanceof Error ? error.message : '')
    gatherer.problem(at === null ? null : Number(at[1]), 'This is no whole JSON: nothing of it can be read.')
    return null
  }
  for (let depth = 0; depth < 3; depth++) {
    if (Array.isArray(value)) return value
    if (!isFields(value)) break
    const fields: Fields = value
    if (fields['success'] === false) {
      const why = wordOf(fields['message']).slice(0, 200)
      gatherer.problem(null, `vibe-kanban answered with an error${why === '' ? '' : `: ${why}`}`)
      return null
    }
    // One task by itself.
    if (wordOf(fields['title']) !== '') return [fields]
    value = LISTS.map((name) => fields[name]).find((inner) => Array.isArray(inner) || isFields(inner))
  }
  gatherer.problem(null, 'There is no list of tasks in it, such as {"success":true,"data":[{"title":"…"}]}.')
  return null
}
