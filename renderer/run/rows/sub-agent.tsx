import { Bot } from 'lucide-react'
import { t } from '../../strings/t.ts'
import { describeTool } from '../describe-tool.ts'
import type { LogRow, SessionRow, ToolCall } from '../log-rows.ts'
import { OutputBox } from '../output-box.tsx'
import { lastLine, Line } from './line.tsx'
import type { RowProps } from './row-props.ts'

/** How much a sub-agent has done. */
export const stepCount = (count: number) => t('{count, plural, one {# step} other {# steps}}', { count })

/** What a sub-agent does now, by its last row. */
export function stepWords(row: LogRow | null, root: string | null): string | null {
  if (!row) return null
  if (row.kind === 'tool') {
    const call = row.calls.at(-1)
    if (!call) return null
    const words = describeTool(call, root)
    return [words.verb, words.object].filter(Boolean).join(' ')
  }
  if (row.kind === 'text' || row.kind === 'reasoning') return lastLine(row.text)
  return null
}

/** What a sub-agent was asked. What it did follows as rows of its own. */
export function SubAgentDetails({ call }: { call: ToolCall }) {
  const prompt = call.input['prompt']
  return (
    <>
      {typeof prompt === 'string' && <OutputBox what="prompt" text={prompt} />}
      {call.error !== null && <OutputBox what="error" text={call.error} tone="bad" />}
    </>
  )
}

/** A sub-agent whose call is not in the log. */
export function SessionRowView({ row, childCount, open, onToggle, focused }: RowProps<SessionRow>) {
  return (
    <Line
      icon={<Bot className="size-3.5" />}
      expandable
      open={open}
      onToggle={() => onToggle(row)}
      focused={focused}
    >
      {t('Sub-agent')} <span className="text-fg-3">· {stepCount(childCount)}</span>
    </Line>
  )
}
