import type { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import { type Draft, foldTitle } from '#shared/import-draft.ts'
import { IMPORT_FORMAT_NAMES, MOST_IMPORT_LABELS } from '#shared/import-words.ts'
import type { CreateImport, ImportPreview, ImportTasks, importResult } from '#shared/imports.ts'
import type { Projects } from '../projects/projects.ts'
import type { Store } from '../store/store.ts'
import { foldLabel, type Labels } from '../tasks/labels.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { parseOnThread } from './import-thread.ts'

/** Tasks that come from elsewhere, as a file. */
export interface Imports {
  /** What an import would make. @throws AppError NOT_FOUND, TOO_MANY_REQUESTS */
  preview(input: ImportTasks): Promise<ImportPreview>
  /**
   * Makes the tasks, all or none.
   *
   * @throws AppError BAD_REQUEST for a row that is not there, for none, and for too many labels
   * @throws what {@link preview} throws
   */
  create(input: CreateImport): Promise<z.infer<typeof importResult>>
}

export interface ImportsOptions {
  store: Store
  projects: Pick<Projects, 'get'>
  tasks: Pick<Tasks, 'byTitle' | 'importIn'>
  labels: Pick<Labels, 'list' | 'ensureAllIn'>
}

/** Each has a thread of its own. */
const MOST_AT_ONCE = 3
/** Of a description: a preview shows that there is one. */
const SHOWN = 300

export function createImports({
  store,
  projects,
  tasks,
  labels,
}: ImportsOptions): Imports & { close(): void } {
  const closing = new AbortController()
  let reading = 0

  async function parse({ projectId, format, text, columns }: ImportTasks) {
    await projects.get(projectId)
    if (reading >= MOST_AT_ONCE) {
      throw new AppError(
        'TOO_MANY_REQUESTS',
        `${MOST_AT_ONCE} imports are being read. Try again when one of them is done.`,
      )
    }
    reading += 1
    try {
      return await parseOnThread(
        { format, text, ...(columns === undefined ? {} : { columns }) },
        closing.signal,
      )
    } finally {
      reading -= 1
    }
  }

  return {
    async preview(input) {
      const { drafts, headings, problems } = await parse(input)
      const byTitle = await tasks.byTitle(input.projectId, foldTitle)
      const newLabels = await missing(labels, drafts)
      const tooMany =
        newLabels.length > MOST_IMPORT_LABELS
          ? [{ line: null, message: tooManyLabels(newLabels.length) }]
          : []
      return {
        rows: drafts.map((draft, index) => ({
          ...draft,
          index,
          description: draft.description.slice(0, SHOWN).toWellFormed(),
          duplicateOf: byTitle.get(foldTitle(draft.title))?.identifier ?? null,
        })),
        newLabels,
        headings,
        problems: [...tooMany, ...problems],
      }
    },

    async create(input) {
      const { drafts } = await parse(input)
      const named = input.rows === undefined ? null : new Set(input.rows)
      const newLabels = await missing(
        labels,
        drafts.filter((_, index) => named === null || named.has(index)),
      )
      if (newLabels.length > MOST_IMPORT_LABELS) {
        throw new AppError('BAD_REQUEST', tooManyLabels(newLabels.length))
      }
      return store.write(async (tx) => {
        const byTitle = await tasks.byTitle(input.projectId, foldTitle, tx.db)
        const taken = drafts.map((draft) => byTitle.get(foldTitle(draft.title)))
        const indexes = inOrder(drafts, chosenRows(input.rows, taken))
        const rows = indexes.map((index) => draftAt(drafts, index))
        const names = [...new Set(rows.flatMap((row) => row.labels))]
        const ensured = await labels.ensureAllIn(tx, names)
        const labelIds = new Map(names.map((name, at) => [name, ensured.labels[at]?.id ?? '']))
        const places = new Map(indexes.map((index, place) => [index, place]))
        const created = await tasks.importIn(
          tx,
          input.projectId,
          rows.map(({ title, description, status, priority, dueDate, estimate, labels: own }, place) => ({
            title,
            description,
            status,
            priority,
            dueDate,
            estimate,
            labelIds: own.map((name) => labelIds.get(name) ?? ''),
            parent: parentOf(drafts, indexes[place] ?? 0, places, taken),
          })),
          IMPORT_FORMAT_NAMES[input.format],
        )
        return {
          taskIds: created.map(({ id }) => id),
          labelIds: ensured.made,
          skipped: drafts.length - indexes.length,
        }
      })
    },

    close: () => closing.abort(new Error('The host closes.')),
  }
}

const tooManyLabels = (count: number) =>
  `It would make ${count} labels; ${MOST_IMPORT_LABELS} at once is the most. Is a column taken for labels that holds other text?`

/** Labels that would have to be made, as they are written first. */
async function missing(labels: Pick<Labels, 'list'>, drafts: readonly Draft[]): Promise<string[]> {
  const known = new Set((await labels.list()).items.map(({ name }) => foldLabel(name)))
  const found = new Map<string, string>()
  for (const name of drafts.flatMap((draft) => draft.labels)) {
    const folded = foldLabel(name)
    if (!known.has(folded) && !found.has(folded)) found.set(folded, name)
  }
  return [...found.values()]
}

/** @throws AppError BAD_REQUEST for a row that is not there, or when none is left */
function chosenRows(rows: readonly number[] | undefined, taken: readonly unknown[]): Set<number> {
  const all = taken.map((_, index) => index)
  const chosen = new Set(rows ?? all.filter((index) => taken[index] === undefined))
  const unknown = [...chosen].find((index) => index >= taken.length)
  if (unknown !== undefined) {
    throw new AppError(
      'BAD_REQUEST',
      `rows: there is no row ${unknown}; the text holds ${taken.length} tasks.`,
      {
        field: 'rows',
      },
    )
  }
  if (chosen.size > 0) return chosen
  throw new AppError('BAD_REQUEST', 'There is no task to import that the project does not have already.')
}

/** The chosen rows as they stand in the text, but each after what it is part of. */
function inOrder(drafts: readonly Draft[], chosen: ReadonlySet<number>): number[] {
  const placed = new Set<number>()
  for (const index of [...chosen].sort((a, b) => a - b)) {
    const path: number[] = []
    // Parents are no circle: the reader has cut those.
    for (let at: number | null = index; at !== null && !placed.has(at); at = draftAt(drafts, at).parent)
      path.push(at)
    for (const at of path.reverse()) if (chosen.has(at)) placed.add(at)
  }
  return [...placed]
}

/** What a chosen row is part of: the nearest that is chosen too, or is a task of the project already. */
function parentOf(
  drafts: readonly Draft[],
  index: number,
  places: ReadonlyMap<number, number>,
  taken: readonly ({ id: string } | undefined)[],
): { place: number } | { id: string } | null {
  for (let at = draftAt(drafts, index).parent; at !== null; at = draftAt(drafts, at).parent) {
    const place = places.get(at)
    if (place !== undefined) return { place }
    const there = taken[at]
    if (there !== undefined) return { id: there.id }
  }
  return null
}

function draftAt(drafts: readonly Draft[], index: number): Draft {
  const draft = drafts[index]
  if (draft === undefined) throw new Error(`There is no draft ${index}.`)
  return draft
}
