import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  startCompletion,
} from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import type { EditorView } from '@codemirror/view'
import { pickFiles } from './attach-files.ts'
import { applySlashItem, findSlashItems, type SlashItem } from './slash-items.ts'

/** `/` at the start of a line or behind a space: what can be put there. */
export function slashSource(context: CompletionContext): CompletionResult | null {
  const typed = context.matchBefore(/(?:^|\s)\/[\p{L}\d ]{0,24}$/u)
  if (typed === null || isInCode(context)) return null
  const from = typed.from + typed.text.indexOf('/')
  const query = context.state.sliceDoc(from + 1, context.pos)
  // Somebody who goes on writing behind a slash means the slash.
  if (query.startsWith(' ')) return null
  const options = findSlashItems(query).map(optionOf)
  if (options.length === 0) return null
  // At once: while it is asked anew, Enter would begin a line.
  return { from, options, filter: false, update: (_before, _from, _to, typing) => slashSource(typing) }
}

const optionOf = (item: SlashItem): Completion => ({
  label: item.label,
  detail: item.signs,
  apply: (view, _completion, from, to) => choose(view, item, from, to),
})

function choose(view: EditorView, item: SlashItem, from: number, to: number): void {
  const { doc } = view.state
  const line = doc.lineAt(from)
  const around = {
    above: line.number === 1 ? '' : doc.line(line.number - 1).text,
    below: line.number === doc.lines ? '' : doc.line(line.number + 1).text,
  }
  const { text, caret } = applySlashItem(item, line.text, from - line.from, to - line.from, around)
  view.dispatch({
    changes: { from: line.from, to: line.to, insert: text },
    selection: { anchor: line.from + caret },
    scrollIntoView: true,
    userEvent: 'input.complete',
  })
  if (item.id === 'file') pickFiles(view)
  if (item.id === 'task') startCompletion(view)
}

/** Whether what is typed is code, in which signs mean themselves. */
export function isInCode(context: CompletionContext): boolean {
  for (
    let node: { name: string; parent: unknown } | null = syntaxTree(context.state).resolveInner(
      context.pos,
      -1,
    );
    node;
  ) {
    if (/^(FencedCode|CodeBlock|InlineCode|CodeText)$/.test(node.name)) return true
    node = node.parent as typeof node
  }
  return false
}
