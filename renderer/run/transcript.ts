import { withoutSequences } from '#shared/terminal-text.ts'
import { t, withoutIsolates } from '../strings/t.ts'
import { took } from '../ui/duration.ts'
import { describeTool, isEdit } from './describe-tool.ts'
import { type FlatRow, flatten } from './flat-rows.ts'
import type { LogFold } from './fold-log.ts'
import { type LogRow, type PromptRow, type RequestRow, rowText, type ToolCall } from './log-rows.ts'

/** Longer outputs lose their middle. */
const MOST_OUTPUT = 20_000

/** How a prompt came to be sent. */
export const promptWords: Record<PromptRow['reason'], string> = {
  task: t('Sent the task to the agent'),
  fix: t('Asked the agent to mend the check'),
  send_back: t('Sent back with comments'),
  resume: t('Asked the agent to go on'),
  message: t('You said'),
}

/** What one takes along from a row: the message, the command, the change; else all it says. */
export function copiedFrom(row: LogRow): { name: string; text: string } {
  switch (row.kind) {
    case 'text':
      return { name: t('Message'), text: row.text.trim() }
    case 'prompt':
      return { name: t('Prompt'), text: row.text.trim() }
    case 'command':
      return { name: t('Command'), text: row.line }
    case 'tool': {
      const [call] = row.calls
      const command = row.calls.length === 1 ? call?.input['command'] : undefined
      if (typeof command === 'string') return { name: t('Command'), text: command }
      if (row.calls.length === 1 && call !== undefined && isEdit(call) && call.patch !== null)
        return { name: t('Change'), text: call.patch }
      return { name: t('Line'), text: withoutSequences(rowText(row)).trim() }
    }
    default:
      return { name: t('Line'), text: withoutSequences(rowText(row)).trim() }
  }
}

/** A run's log as Markdown, sub-agents as quotations. `root` is the run's worktree, left out of paths. */
export function transcriptOf(fold: LogFold, title: string, root: string | null): string {
  const blocks = flatten(fold, () => true).map((row) => quoted(row, root))
  return withoutIsolates(`# ${title}\n\n${blocks.filter((block) => block !== '').join('\n\n')}\n`)
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
      return `*${t('Thought')}*\n\n${row.text.trim().replaceAll(/^/gm, '> ')}`
    case 'prompt':
      return `**${promptWords[row.reason]}**\n\n${fenced(row.text, 'text')}`
    case 'stage':
      return `- ${row.text}${row.ms === null ? '' : ` (${took(row.ms)})`}`
    case 'notice':
      return row.level === 'info'
        ? `- ${row.text}`
        : `**${row.level === 'error' ? t('Error') : t('Warning')}:** ${row.text}`
    case 'retry':
      return `- ${t('The provider failed (attempt {attempt}): {problem}', {
        attempt: row.attempt,
        problem: row.message,
      })}`
    case 'request':
      return `- ${askedWords(row)}`
    case 'session':
      return `- ${t('Sub-agent')}`
    case 'command': {
      const name = row.command === 'setup' ? t('Setup') : t('Check')
      const end =
        row.exitCode === null
          ? t('it did not end by itself')
          : t('exit code {exitCode}', { exitCode: row.exitCode })
      return `**${name}**, ${end}\n\n${shell(row.line, row.output)}`
    }
    case 'tool':
      return row.calls.map((call) => callBlock(call, root)).join('\n')
  }
}

function askedWords({ text, answer, state }: RequestRow): string {
  if (answer !== null) return t('Asked “{text}”: you said “{answer}”', { text, answer })
  if (state === 'withdrawn') return t('Asked “{text}”: withdrawn', { text })
  return state === 'asked' ? t('Asked “{text}”: asked', { text }) : t('Asked “{text}”: answered', { text })
}

function callBlock(call: ToolCall, root: string | null): string {
  const { verb, object, code, note } = describeTool(call, root)
  const command = call.input['command']
  if (typeof command === 'string')
    return [shell(command, call.output ?? call.liveOutput), ...endOf(call)].join('\n\n')
  const what = object === null ? '' : ` ${code ? `\`${object}\`` : object}`
  const line = `- ${verb}${what}${note === null ? '' : `, ${note}`}`
  return isEdit(call) && call.patch !== null ? `${line}\n\n${fenced(call.patch, 'diff')}` : line
}

/** How a command came to nothing, if it did. */
function endOf({ state, error, exitCode }: ToolCall): string[] {
  if (state === 'error') return [`**${t('Error')}:** ${error ?? t('failed')}`]
  return exitCode === null || exitCode === 0 ? [] : [t('Exit code {exitCode}', { exitCode })]
}

const shell = (command: string, output: string) =>
  fenced(`$ ${command}\n${cut(withoutSequences(output))}`, 'console')

function cut(text: string): string {
  const left = text.length - MOST_OUTPUT
  if (left <= 0) return text
  const [start, end] = [text.slice(0, MOST_OUTPUT / 2), text.slice(-MOST_OUTPUT / 2)]
  return `${start}\n${t('… {left} characters are left out …', { left })}\n${end}`
}

/** Text in a fence that nothing in it can end. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/^\s*(`{3,})/gm)].map(([, ticks = '']) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`
}
