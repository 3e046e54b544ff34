import type { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import { type Draft, foldTitle, type ParsedImport } from '#shared/import-draft.ts'
import { IMPORT_FORMAT_NAMES, MOST_IMPORT_LABELS } from '#shared/import-words.ts'
import type { CreateImport, ImportPreview, importResult } from '#shared/imports.ts'
import type { Store } from '../store/store.ts'
import { foldLabel, type Labels } from '../tasks/labels.ts'
import type { Tasks } from '../tasks/tasks.ts'

/** What an import needs to know and to write. */
export interface ImportRooms {
  store: Store
  tasks: Pick<Tasks, 'byTitle' | 'importIn'>
  labels: Pick<Labels, 'list' | 'ensureAllIn'>
}

export type ImportResult = z.infer<typeof importResult>

/** Of a description: a preview shows that there is one. */
const SHOWN = 300

/** What an import of what was read would make. */
export async function previewImport(
  { tasks, labels }: ImportRooms,
  { drafts, headings, problems }: ParsedImport,
  projectId: string,
): Promise<ImportPreview> {
  const byTitle = await tasks.byTitle(projectId, foldTitle)
  const newLabels = await missing(labels, drafts)
  const tooMany =
    newLabels.length > MOST_IMPORT_LABELS ? [{ line: null, message: tooManyLabels(newLabels.length) }] : []
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
}

/**
 * Makes tasks of what was read, all or none.
 *
 * @throws AppError BAD_REQUEST for a row that is not there, for none, and for too many labels; NOT_FOUND
 */
export async function makeImport(
  { store, tasks, labels }: ImportRooms,
  drafts: readonly Draft[],
  { projectId, format, rows: wanted }: Pick<CreateImport, 'projectId' | 'format' | 'rows'>,
): Promise<ImportResult> {
  const named = wanted === undefined ? null : new Set(wanted)
  const newLabels = await missing(
    labels,
    drafts.filter((_, index) => named === null || named.has(index)),
  )
  if (newLabels.length > MOST_IMPORT_LABELS) {
    throw new AppError('BAD_REQUEST', tooManyLabels(newLabels.length))
  }
  return store.write(async (tx) => {
    const byTitle = await tasks.byTitle(projectId, foldTitle, tx.db)
    const taken = drafts.map((draft) => byTitle.get(foldTitle(draft.title)))
    const indexes = inOrder(drafts, chosenRows(wanted, taken))
    const rows = indexes.map((index) => draftAt(drafts, index))
    const names = [...new Set(rows.flatMap((row) => row.labels))]
    const ensured = await labels.ensureAllIn(tx, names)
    const labelIds = new Map(names.map((name, at) => [name, ensured.labels[at]?.id ?? '']))
    const places = new Map(indexes.map((index, place) => [index, place]))
    const created = await tasks.importIn(
      tx,
      projectId,
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
      IMPORT_FORMAT_NAMES[format],
    )
    return {
      taskIds: created.map(({ id }) => id),
      labelIds: ensured.made,
      skipped: drafts.length - indexes.length,
    }
  })
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
