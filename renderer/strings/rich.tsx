import { Fragment, type ReactNode } from 'react'
import { messageOf } from '#shared/strings/t.ts'
import './language.ts'

/** What stands in a text: a word, an element, or, for a tag of the message, what it makes of its text. */
export type RichValues = Record<string, ReactNode | ((text: ReactNode) => ReactNode)>

/** A text with elements in it: `rich('Merged into <b>{branch}</b>', { branch, b: (text) => <b>{text}</b> })`. */
export function rich(english: string, values: RichValues): ReactNode {
  const made = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'function' ? (parts: ReactNode[]) => value(keyed(parts)) : value,
  ])
  return keyed(messageOf(english, true).format<ReactNode>(Object.fromEntries(made)))
}

function keyed(parts: ReactNode | ReactNode[]): ReactNode {
  if (!Array.isArray(parts)) return parts
  // The parts of a message keep their places.
  return parts.map((part, index) => <Fragment key={index}>{part}</Fragment>)
}
