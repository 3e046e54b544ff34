import { dayOf, isAmbiguousDay, isYes, pointsOf, priorityOf, statusOf } from './import-values.ts'
import { MOST_IMPORT_ROWS } from './import-words.ts'
import type { ImportPreview, ImportRow } from './imports.ts'
import { canBeSeen, onOneLine } from './one-line.ts'

/** A task as it was read; whether it is one of the project's already is not known yet. */
export type Draft = Omit<ImportRow, 'index' | 'duplicateOf'>

/** What was read of a text. */
export interface ParsedImport {
  drafts: Draft[]
  headings: ImportPreview['headings']
  problems: ImportPreview['problems']
}

/** What a file says of a task, in its own words; an empty text says nothing. */
export interface RawTask {
  line: number | null
  title: string
  description?: string
  status?: string
  priority?: string
  labels?: readonly string[]
  dueDate?: string
  estimate?: string
  /** Says that it is done, whatever its status is called. */
  completed?: string
  archived?: string
  /** Index of the row that it is part of. */
  parent?: number | null
  remarks?: readonly string[]
}

const MOST_TITLE = 500
const MOST_DESCRIPTION = 200_000
const MOST_LABELS = 50
const MOST_LABEL = 60

/** A text on one line; null when nothing of it can be seen. */
function lineOf(text: string): string | null {
  const seen = onOneLine(sound(text))
  return canBeSeen(seen) ? seen : null
}

/** Neither a NUL nor half a surrogate pair can be kept. */
const sound = (text: string) => text.replaceAll('\0', '').toWellFormed()

/** At most so many characters, without half a surrogate pair at the end. */
const cut = (text: string, most: number) =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`

/** What a remark repeats of a file. */
const quoted = (text: string) => `“${cut(onOneLine(sound(text)), 60)}”`

/** What is the same in titles that people take for the same. */
export const foldTitle = (text: string) =>
  onOneLine(text).normalize('NFC').toLowerCase().replaceAll(/\s+/gu, ' ')

/** A task that can be kept, with remarks on what of it is otherwise; null when it has no title. */
function toDraft(raw: RawTask): Draft | null {
  const whole = lineOf(raw.title)
  if (whole === null) return null
  const remarks = [...(raw.remarks ?? [])]
  let text = sound(raw.description ?? '')
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
  if (whole.length > MOST_TITLE) {
    text = text === '' ? whole : `${whole}\n\n${text}`
    remarks.push(`Its title is longer than ${MOST_TITLE} characters: all of it begins the description.`)
  }
  if (text.length > MOST_DESCRIPTION) {
    remarks.push('Its description is longer than 200,000 characters: what goes beyond is left out.')
  }
  return {
    line: raw.line,
    title: cut(whole, MOST_TITLE),
    description: cut(text, MOST_DESCRIPTION),
    status: statusIn(raw, remarks),
    priority: priorityIn(raw, remarks),
    labels: labelsIn(raw.labels ?? [], remarks),
    dueDate: dueDateIn(raw, remarks),
    estimate: estimateIn(raw, remarks),
    parent: raw.parent ?? null,
    remarks,
  }
}

const said = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text)

function statusIn({ status, completed = '', archived = '' }: RawTask, remarks: string[]): Draft['status'] {
  const word = said(status)
  const known = word === null ? null : statusOf(word)
  const isOver = known === 'done' || known === 'cancelled'
  if (!isOver && isYes(completed)) return 'done'
  if (!isOver && isYes(archived)) {
    remarks.push('Archived where it comes from: cancelled here.')
    return 'cancelled'
  }
  if (known === 'in_progress') {
    remarks.push('In progress where it comes from; nothing works at it here, so it is Todo.')
    return 'todo'
  }
  if (word !== null && known === null) remarks.push(`The status ${quoted(word)} is not known here: Todo.`)
  return known ?? 'todo'
}

function priorityIn({ priority }: RawTask, remarks: string[]): Draft['priority'] {
  const word = said(priority)
  if (word === null) return 'none'
  const known = priorityOf(word)
  if (known === null) remarks.push(`The priority ${quoted(word)} is not known here: none.`)
  return known ?? 'none'
}

function labelsIn(names: readonly string[], remarks: string[]): string[] {
  const labels = new Map<string, string>()
  for (const name of names) {
    const seen = lineOf(name)
    if (seen === null) continue
    if (seen.length > MOST_LABEL)
      remarks.push(`The label ${quoted(seen)} is cut at ${MOST_LABEL} characters.`)
    const label = cut(seen, MOST_LABEL)
    if (!labels.has(foldTitle(label))) labels.set(foldTitle(label), label)
  }
  if (labels.size > MOST_LABELS)
    remarks.push(`It has ${labels.size} labels: the first ${MOST_LABELS} are kept.`)
  return [...labels.values()].slice(0, MOST_LABELS)
}

function dueDateIn({ dueDate }: RawTask, remarks: string[]): string | null {
  const cell = said(dueDate)
  if (cell === null) return null
  const day = dayOf(cell)
  if (day === null && isAmbiguousDay(cell)) {
    remarks.push(`The due date ${quoted(cell)} could be of two months: left out. 2026-12-31 is clear.`)
  } else if (day === null) remarks.push(`The due date ${quoted(cell)} cannot be read: left out.`)
  return day
}

function estimateIn({ estimate }: RawTask, remarks: string[]): number | null {
  const cell = said(estimate)
  if (cell === null) return null
  const points = pointsOf(cell)
  if (points === null) remarks.push(`The estimate ${quoted(cell)} is no number from 0 to 1,000: left out.`)
  return points
}

/** Problems that are told one by one; a file of the wrong kind has one in each line. */
const MOST_PROBLEMS = 200

/** Gathers what is read, says what is too much of it, and takes the knots out of what is part of what. */
export class ImportGatherer {
  readonly #drafts: Draft[] = []
  readonly #problems: ImportPreview['problems'] = []
  #more = 0
  #tooMany = 0

  get count(): number {
    return this.#drafts.length
  }

  problem(at: number | null, message: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ line: at, message })
    else this.#more += 1
  }

  /** @returns its index, or null when there is no room left or it has no title */
  add(raw: RawTask): number | null {
    if (this.#drafts.length >= MOST_IMPORT_ROWS) {
      this.#tooMany += 1
      return null
    }
    const draft = toDraft(raw)
    if (draft === null) {
      this.problem(raw.line, 'It has no title: left out.')
      return null
    }
    this.#drafts.push(draft)
    return this.#drafts.length - 1
  }

  /** Says that a row is part of another. */
  put(index: number, parent: number): void {
    const draft = this.#drafts[index]
    if (draft !== undefined) draft.parent = parent
  }

  remark(index: number, text: string): void {
    this.#drafts[index]?.remarks.push(text)
  }

  finish(headings: ParsedImport['headings'] = []): ParsedImport {
    this.#cutCircles()
    this.#remarkRepeated()
    const problems = [...this.#problems]
    if (this.#more > 0) problems.push({ line: null, message: `${this.#more} more of this kind.` })
    if (this.#tooMany > 0) {
      const most = MOST_IMPORT_ROWS.toLocaleString('en')
      const all = (MOST_IMPORT_ROWS + this.#tooMany).toLocaleString('en')
      const message = `There are ${all} tasks: the first ${most} can be imported at once. Split the file for the others.`
      problems.unshift({ line: null, message })
    }
    return { drafts: this.#drafts, headings, problems }
  }

  /** A task that stands below itself is part of nothing. */
  #cutCircles(): void {
    const isSound = new Set<number>()
    for (let index = 0; index < this.#drafts.length; index++) {
      const path = new Set<number>()
      let at: number | null = index
      while (at !== null && !isSound.has(at) && !path.has(at)) {
        path.add(at)
        at = this.#drafts[at]?.parent ?? null
      }
      const knot = at !== null && path.has(at) ? this.#drafts[at] : undefined
      if (knot !== undefined) {
        knot.parent = null
        knot.remarks.push('It would stand below itself: it is part of nothing here.')
      }
      for (const one of path) isSound.add(one)
    }
  }

  #remarkRepeated(): void {
    const first = new Map<string, Draft>()
    for (const draft of this.#drafts) {
      const folded = foldTitle(draft.title)
      const before = first.get(folded)
      if (before === undefined) first.set(folded, draft)
      else {
        const where = before.line === null ? '' : ` in line ${before.line}`
        draft.remarks.push(`The same title stands before${where}.`)
      }
    }
  }
}
