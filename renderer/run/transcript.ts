import { withoutSequences } from '#shared/terminal-text.ts'
import { took } from '../ui/duration.ts'
import { describeTool, isEdit } from './describe-tool.ts'
import { type FlatRow, flatten } from './flat-rows.ts'
import type { LogFold } from './fold-log.ts'
import { callFailed, type LogRow, type PromptRow, rowText, type ToolCall } from './log-rows.ts'

/** Longer outputs lose their middle. */
const MOST_OUTPUT = 20_000

/** How a prompt came to be sent. */
export const promptWords: Record<PromptRow['reason'], string> = {
  task: 'Sent the task to the agent',
  fix: 'Asked the agent to mend the check',
  send_back: 'Sent back with comments',
  resume: 'Asked the agent to go on',
  message: 'You said',
}

/** What one takes along from a row: the message, the command, the change; else all it says. */
export function copiedFrom(row: LogRow): { name: string; text: string } {
  switch (row.kind) {
    case 'text':
      return { name: 'Message', text: row.text.trim() }
    case 'prompt':
      return { name: 'Prompt', text: row.text.trim() }
    case 'command':
      return { name: 'Command', text: row.line }
    case 'tool': {
      const [call] = row.calls
      const command = row.calls.length === 1 ? call?.input['command'] : undefined
      if (typeof command === 'string') return { name: 'Command', text: command }
      if (row.calls.length === 1 && call !== undefined && isEdit(call) && call.patch !== null)
        return { name: 'Change', text: call.patch }
      return { name: 'Line', text: withoutSequences(rowText(row)).trim() }
    }
    default:
      return { name: 'Line', text: withoutSequences(rowText(row)).trim() }
  }
}

/** A run's log as Markdown, sub-agents as quotations. `root` is the run's worktree, left out of paths. */
export function transcriptOf(fold: LogFold, title: string, root: string | null): string {
  const blocks = flatten(fold, () => true).map((row) => quoted(row, root))
  return `# ${title}\n\n${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function quoted({ row, depth }: FlatRow, root: string | null): string {
  const block = blockOf(row, root)
  return depth === 0 ? block : block.replaceAll(/^/gm, '> '.repeat(depth))
}

function blockOf(row: LogRow, root: string | null): string {
  switch (row.kind) {
    case 'text':
      return row.text.trim()
    case 'reasoning':
      return `*Thought*\n\n${row.text.trim().replaceAll(/^/gm, '> ')}`
    case 'prompt':
      return `**${promptWords[row.reason]}**\n\n${fenced(row.text, 'text')}`
    case 'stage':
      return `- ${row.text}${row.ms === null ? '' : ` (${took(row.ms)})`}`
    case 'notice':
      return row.level === 'info'
        ? `- ${row.text}`
        : `**${row.level === 'error' ? 'Error' : 'Warning'}:** ${row.text}`
    case 'retry':
      return `- The provider failed (attempt ${row.attempt}): ${row.message}`
    case 'request': {
      const answer = row.answer === null ? row.state : `you said “${row.answer}”`
      return `- Asked “${row.text}”: ${answer}`
    }
    case 'session':
      return '- Sub-agent'
    case 'command': {
      const name = row.command === 'setup' ? 'Setup' : 'Check'
      const end = row.exitCode === null ? 'it did not end by itself' : `exit code ${row.exitCode}`
      return `**${name}**, ${end}\n\n${shell(row.line, row.output)}`
    }
    case 'tool':
      return row.calls.map((call) => callBlock(call, root)).join('\n')
  }
}

function callBlock(call: ToolCall, root: string | null): string {
  const { verb, object, code, note } = describeTool(call, root)
  const command = call.input['command']
  if (typeof command === 'string') {
    const exit = callFailed(call) ? `\n\nExit code ${call.exitCode}` : ''
    const ended = call.state === 'error' ? `\n\n**Error:** ${call.error ?? 'failed'}` : exit
    return `${shell(command, call.output ?? call.liveOutput)}${ended}`
  }
  const what = object === null ? '' : ` ${code ? `\`${object}\`` : object}`
  const line = `- ${verb}${what}${note === null ? '' : `, ${note}`}`
  return isEdit(call) && call.patch !== null ? `${line}\n\n${fenced(call.patch, 'diff')}` : line
}

const shell = (command: string, output: string) =>
  fenced(`$ ${command}\n${cut(withoutSequences(output))}`, 'console')

function cut(text: string): string {
  const left = text.length - MOST_OUTPUT
  if (left <= 0) return text
  return `${text.slice(0, MOST_OUTPUT / 2)}\n… ${left} characters are left out …\n${text.slice(-MOST_OUTPUT / 2)}`
}

/** Text in a fence that nothing in it can end. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/^\s*(`{3,})/gm)].map(([, ticks = '']) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`
}
