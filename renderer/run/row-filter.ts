import { t } from '../strings/t.ts'
import { listWords } from '../ui/list-words.ts'
import { isEdit } from './describe-tool.ts'
import { childSession, isFailed, type LogRow } from './log-rows.ts'

/** What a row is about, for who wants to see only some of a log. */
export type RowKind = 'messages' | 'thoughts' | 'edits' | 'commands' | 'tools' | 'agents' | 'steps'

/** All of them, with their words, in the order of the menu. */
export const ROW_KINDS: readonly { kind: RowKind; name: string }[] = [
  { kind: 'messages', name: t('Messages') },
  { kind: 'thoughts', name: t('Thoughts') },
  { kind: 'edits', name: t('Edits') },
  { kind: 'commands', name: t('Commands') },
  { kind: 'tools', name: t('Other tools') },
  { kind: 'agents', name: t('Sub-agents') },
  { kind: 'steps', name: t('Steps of the run') },
]

/** The same within a sentence. */
const KINDS_WITHIN: Record<RowKind, string> = {
  messages: t('messages'),
  thoughts: t('thoughts'),
  edits: t('edits'),
  commands: t('commands'),
  tools: t('other tools'),
  agents: t('sub-agents'),
  steps: t('steps of the run'),
}

/** Which rows of a log are shown; no kind = all kinds. */
export type RowFilter = { kinds: ReadonlySet<RowKind>; failedOnly: boolean }

export const NO_FILTER: RowFilter = { kinds: new Set(), failedOnly: false }

export const isFiltered = ({ kinds, failedOnly }: RowFilter): boolean => failedOnly || kinds.size > 0

/** A filter in words, such as `edits and commands that failed`. */
export function filterWords({ kinds, failedOnly }: RowFilter): string {
  const names = ROW_KINDS.filter(({ kind }) => kinds.has(kind)).map(({ kind }) => KINDS_WITHIN[kind])
  if (names.length === 0) return t('what failed')
  const listed = listWords(names)
  return failedOnly ? t('{kinds} that failed', { kinds: listed }) : listed
}

export function kindOf(row: LogRow): RowKind {
  switch (row.kind) {
    case 'text':
    case 'prompt':
    case 'request':
      return 'messages'
    case 'reasoning':
      return 'thoughts'
    case 'command':
      return 'commands'
    case 'session':
      return 'agents'
    case 'tool': {
      const [call] = row.calls
      if (call === undefined) return 'tools'
      if (call.tool === 'task' || childSession(row) !== null) return 'agents'
      if (call.tool === 'bash') return 'commands'
      return isEdit(call) ? 'edits' : 'tools'
    }
    case 'stage':
    case 'retry':
    case 'notice':
      return 'steps'
  }
}

/** Whether a row is shown for its own sake. */
export const passes = (row: LogRow, { kinds, failedOnly }: RowFilter): boolean =>
  (kinds.size === 0 || kinds.has(kindOf(row))) && (!failedOnly || isFailed(row))
