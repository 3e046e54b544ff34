import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { createElement } from 'react'
import { searchTasks } from '../app/search-tasks.ts'
import { projects, tasks } from '../state/stores.ts'
import { identifiersIn } from '../state/task-names.ts'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import type { EditorCompletion } from './completion-icon.ts'
import { isInCode } from './slash-menu.ts'

const MOST = 12

/** `#words` and `APP-1` offer tasks; what is chosen is written as the task's identifier. */
export function mentionSource(context: CompletionContext): CompletionResult | null {
  const typed = context.matchBefore(/(?:#[\p{L}\d-]{0,40}|[A-Za-z][A-Za-z0-9]{0,7}-\d{0,9})$/u)
  if (typed === null || isInCode(context)) return null
  const before = context.state.sliceDoc(Math.max(0, typed.from - 1), typed.from)
  if (/[\p{L}\d_#/-]/u.test(before)) return null
  const isNumberSign = typed.text.startsWith('#')
  // A line of signs is a heading that is being written.
  if (isNumberSign && !context.explicit && typed.text === '#' && isLineStart(context, typed.from)) return null
  const query = isNumberSign ? typed.text.slice(1).replaceAll('-', ' ').trim() : typed.text
  if (!isNumberSign && !isKey(query.slice(0, query.lastIndexOf('-')))) return null
  const found =
    query === ''
      ? newest()
      : searchTasks(tasks.all.values(), isNumberSign ? query : query.toLowerCase(), MOST)
  const options = found.map(
    (task): EditorCompletion => ({
      label: task.identifier,
      detail: task.title,
      icon: createElement(StatusIcon, { status: task.status }),
      apply: task.identifier,
    }),
  )
  if (options.length === 0) return null
  // At once: while it is asked anew, Enter would begin a line.
  return {
    from: typed.from,
    options,
    filter: false,
    update: (_before, _from, _to, typing) => mentionSource(typing),
  }
}

const isLineStart = (context: CompletionContext, at: number) => context.state.doc.lineAt(at).from === at

const isKey = (key: string): boolean =>
  [...projects.all.values()].some((project) => project.key.toUpperCase() === key.toUpperCase())

const newest = () =>
  [...tasks.all.values()]
    .filter((task) => !task.archived)
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
    .slice(0, MOST)

/** Identifiers of tasks that are there look like links; their titles stand under the pointer. */
export const mentionLook = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet

    constructor(view: EditorView) {
      this.decorations = marksOf(view)
    }

    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.decorations = marksOf(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

function marksOf(view: EditorView): DecorationSet {
  const found = []
  for (const { from, to } of view.visibleRanges) {
    for (const name of identifiersIn(view.state.sliceDoc(from, to))) {
      const at = from + name.from
      if (/Code|URL/.test(syntaxTree(view.state).resolveInner(at, 1).name)) continue
      const { identifier, title, status } = name.task
      const attributes = { title: `${identifier} ${title} (${STATUS_NAMES[status]})` }
      found.push(Decoration.mark({ class: 'md-mention', attributes }).range(at, from + name.to))
    }
  }
  return Decoration.set(found, true)
}
