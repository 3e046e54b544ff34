import { insertNewlineContinueMarkupCommand } from '@codemirror/lang-markdown'
import { syntaxTree } from '@codemirror/language'
import { ChangeSet, EditorSelection, type StateCommand, type Transaction } from '@codemirror/state'

const goOn = insertNewlineContinueMarkupCommand({ nonTightLists: false })

/** An item, or a line of a quote, that says nothing. */
const EMPTY_ITEM = /^[\s>]*(?:[-*+]|\d{1,9}[.)])(?:\s+\[[ xX]\])?\s*$/
const EMPTY_QUOTE = /^\s*(?:>\s*)+$/

/**
 * Enter: a list or a quote goes on in the next line. In an item that says nothing it ends, with an empty line behind it:
 * else what is written next would still be read as the item's.
 *
 * @returns whether it did anything; else the line is broken as any other
 */
export const newLine: StateCommand = (target) => leaveQuote(target) || leaveOrGoOn(target)

const leaveOrGoOn: StateCommand = ({ state, dispatch }) => {
  const { main, ranges } = state.selection
  const line = state.doc.lineAt(main.head)
  let made: Transaction | null = null
  const done = goOn({
    state,
    dispatch: (transaction) => {
      made = transaction
    },
  })
  if (!done || made === null) return done
  const next: Transaction = made
  const left = next.newDoc.lineAt(next.newSelection.main.head)
  const isLeft = ranges.length === 1 && EMPTY_ITEM.test(line.text) && /^[\s>]*$/.test(left.text)
  const above = left.number === 1 ? '' : next.newDoc.line(left.number - 1).text
  if (!isLeft || !/[^\s>]/.test(above)) dispatch(next)
  else {
    const gap = ChangeSet.of({ from: left.from, insert: `${left.text.trimEnd()}\n` }, next.newDoc.length)
    dispatch(
      state.update({
        changes: next.changes.compose(gap),
        selection: next.newSelection.map(gap, 1),
        scrollIntoView: true,
        userEvent: 'input',
      }),
    )
  }
  return true
}

/** A line of a quote that says nothing ends the quote, or the one in it. */
const leaveQuote: StateCommand = ({ state, dispatch }) => {
  const { main, ranges } = state.selection
  const line = state.doc.lineAt(main.head)
  if (!main.empty || ranges.length > 1 || main.head !== line.to || !EMPTY_QUOTE.test(line.text)) return false
  for (let node = syntaxTree(state).resolveInner(main.head, -1); node.parent !== null; node = node.parent)
    if (/^(FencedCode|CodeBlock)$/.test(node.name)) return false
  const outer = line.text.trimEnd().slice(0, -1).trimEnd()
  const kept = outer === '' ? '' : `${outer} `
  const above = line.number === 1 ? '' : state.doc.line(line.number - 1).text
  const insert = (/[^\s>]/.test(above) ? `${outer}\n` : '') + kept
  dispatch(
    state.update({
      changes: { from: line.from, to: line.to, insert },
      selection: EditorSelection.cursor(line.from + insert.length),
      scrollIntoView: true,
      userEvent: 'input',
    }),
  )
  return true
}
