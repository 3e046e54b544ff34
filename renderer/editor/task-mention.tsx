import type { MouseEvent } from 'react'
import { goTo } from '../state/navigation.ts'
import { identifiersIn, taskNamed } from '../state/task-names.ts'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'

/** What of a document in hypertext is read and made here. */
interface Node {
  type: string
  tagName?: string
  value?: string
  properties?: Record<string, unknown>
  children?: Node[]
}

/** What the address of a mention begins with; none that a text gives comes this far. */
const SCHEME = 'openlinear-task:'

/** Where these stand, words mean themselves or lead elsewhere already. */
const LEFT_ALONE = new Set(['a', 'code', 'pre'])

/** For rehype: identifiers of tasks that are here, such as `APP-12`, become links. */
export const mentionTasks = () => (tree: Node) => mentionIn(tree)

function mentionIn(node: Node): void {
  if (node.children === undefined || LEFT_ALONE.has(node.tagName ?? '')) return
  node.children = node.children.flatMap((child) => {
    if (child.type !== 'text') {
      mentionIn(child)
      return child
    }
    return partsOf(child.value ?? '')
  })
}

function partsOf(text: string): Node[] {
  const parts: Node[] = []
  let at = 0
  for (const { from, to, task } of identifiersIn(text)) {
    if (from > at) parts.push({ type: 'text', value: text.slice(at, from) })
    parts.push({
      type: 'element',
      tagName: 'a',
      properties: { href: SCHEME + task.identifier },
      children: [{ type: 'text', value: text.slice(from, to) }],
    })
    at = to
  }
  if (at < text.length) parts.push({ type: 'text', value: text.slice(at) })
  return parts
}

/** The identifier that an address made by {@link mentionTasks} names; null for any other. */
export const mentionedIn = (address: string): string | null =>
  address.startsWith(SCHEME) ? address.slice(SCHEME.length) : null

/** A task that a text names: its title under the pointer, itself by a press. */
export function TaskMention({ identifier }: { identifier: string }) {
  const task = taskNamed(identifier)
  return (
    <a
      href={`/task/${identifier}`}
      title={
        task === undefined ? identifier : `${task.identifier} ${task.title} (${STATUS_NAMES[task.status]})`
      }
      onClick={(event: MouseEvent) => {
        // A new tab is the browser's.
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        goTo({ to: 'task', identifier })
      }}
    >
      {identifier}
    </a>
  )
}
