import { createStore } from 'zustand/vanilla'
import type { Task, TaskStatus } from '#shared/tasks.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import { useSelected } from './hooks.ts'
import { keep, keepOfWindow, onKept, readKept, readOfWindow } from './kept.ts'

export type CardFields = {
  labels: boolean
  due: boolean
  estimate: boolean
  blocked: boolean
  subTasks: boolean
  project: boolean
}
export type Display = { showCancelled: boolean; fields: CardFields }
/** What is about to be chosen for tasks; `agent` is the agent with its model. */
export type Picker = {
  kind: 'status' | 'priority' | 'labels' | 'agent' | 'due' | 'estimate' | 'parent' | 'depends'
  ids: readonly string[]
}

/** What is about to be done about a task and its issue at GitHub. */
export type IssueDialog = { kind: 'link' | 'make' | 'history'; taskId: string }

/** A task or a batch to publish, or a publication to change, to bring up to date or to merge. */
export type Publishing =
  | { taskId: string }
  | { batchId: string }
  | { publicationId: string; to?: 'change' | 'update' | 'merge' }

/**
 * A task that is about to be made: it begins with the template, and with null for one that is to be chosen; `fields` are
 * those that it has from where it is made.
 */
export type NewTask = {
  projectId: string | null
  status: TaskStatus
  templateId?: string | null
  fields?: Pick<Task, 'priority' | 'labelIds' | 'agent'>
}

export type View = {
  selection: ReadonlySet<string>
  /** The card that keys act on. */
  focusedId: string | null
  /** Card whose title is being edited in place. */
  editingId: string | null
  display: Display
  lastProjectId: string | null
  /** Below 900 px the sidebar lies over the board. */
  sidebarOpen: boolean
  /** `projects` = only those are looked for. */
  palette: boolean | 'projects'
  help: boolean
  addProject: boolean
  newTask: NewTask | null
  /** Tasks are about to be imported, into this project; null in it = the one that was used last. */
  importing: { projectId: string | null; from?: 'file' | 'github' } | null
  issueDialog: IssueDialog | null
  picker: Picker | null
  /** Tasks that are about to be executed as a batch: asks how first. */
  newBatch: readonly string[] | null
  /** The task at which a contest is about to begin: asks how first. */
  newContest: string | null
  /** What is about to be published, or the pull request whose words are about to be changed: asks how first. */
  publishing: Publishing | null
  /** The task whose pull request is to be shown when it opens, whatever its view shows else. */
  pullAsked: string | null
  /** Tasks that are about to be executed, some of them in review with work of their own: asks first. */
  executingAnew: readonly string[]
  /** Who is to work then, of one of them, instead of whom it names. */
  anewBy: WorkerChoice
  /** Tasks that are about to be deleted: asks first. */
  deleting: readonly string[]
  /** Projects whose agent files have to be trusted before what was asked for is done again; the first is shown. */
  trusting: readonly { projectId: string; again: () => Promise<unknown> }[]
}

const DISPLAY_KEY = 'openlinear.display'
const PROJECT_KEY = 'openlinear.project'

const DEFAULT_DISPLAY: Display = {
  showCancelled: false,
  fields: { labels: true, due: true, estimate: true, blocked: true, subTasks: true, project: false },
}

export const view = createStore<View>(() => ({
  selection: new Set<string>(),
  focusedId: null,
  editingId: null,
  display: readDisplay(),
  lastProjectId: readOfWindow(PROJECT_KEY),
  sidebarOpen: false,
  palette: false,
  help: false,
  addProject: false,
  newTask: null,
  importing: null,
  issueDialog: null,
  picker: null,
  newBatch: null,
  newContest: null,
  publishing: null,
  pullAsked: null,
  executingAnew: [],
  anewBy: {},
  deleting: [],
  trusting: [],
}))

onKept(DISPLAY_KEY, () => view.setState({ display: readDisplay() }))

export const useView = <R>(select: (state: View) => R): R => useSelected(view, select)

/**
 * Whether trust is asked for: a dialog that asked for it makes room, keeps what was chosen in it, and is there again
 * with what comes of it.
 */
export const useIsTrusting = (): boolean => useView(({ trusting }) => trusting.length > 0)

export function setDisplay(patch: Partial<Omit<Display, 'fields'>> & { fields?: Partial<CardFields> }): void {
  const before = view.getState().display
  const display = { ...before, ...patch, fields: { ...before.fields, ...patch.fields } }
  view.setState({ display })
  keep(DISPLAY_KEY, JSON.stringify(display))
}

export function setLastProject(id: string | null): void {
  if (view.getState().lastProjectId === id) return
  view.setState({ lastProjectId: id })
  keepOfWindow(PROJECT_KEY, id ?? '')
}

export function toggleSelected(id: string): void {
  const selection = new Set(view.getState().selection)
  if (!selection.delete(id)) selection.add(id)
  view.setState({ selection })
}

export function clearSelection(): void {
  if (view.getState().selection.size > 0) view.setState({ selection: new Set() })
}

function readDisplay(): Display {
  try {
    const kept = JSON.parse(readKept(DISPLAY_KEY) ?? '{}') as Partial<Display>
    return { ...DEFAULT_DISPLAY, ...kept, fields: { ...DEFAULT_DISPLAY.fields, ...kept.fields } }
  } catch {
    return DEFAULT_DISPLAY
  }
}
