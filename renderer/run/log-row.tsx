import {
  BookOpenText,
  Bot,
  Check,
  ChevronRight,
  CircleAlert,
  FilePen,
  Globe,
  Info,
  ListTodo,
  type LucideIcon,
  MessageSquareText,
  RotateCw,
  Search,
  SquareTerminal,
  Terminal,
  TriangleAlert,
  Wrench,
} from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { took } from '../ui/duration.ts'
import { Markdown } from '../ui/markdown.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { describeTool, isEdit, type ToolWords } from './describe-tool.ts'
import type { CommandRow, LogRow, PromptRow, StageRow, ToolCall, ToolRow } from './fold-log.ts'
import { childSession } from './fold-log.ts'
import { DiffLines, MiniDiff, patchesOf, PlusMinus } from './mini-diff.tsx'
import { OutputBox } from './output-box.tsx'
import { Countdown, Ticking } from './ticking.tsx'

export type RowContext = {
  /** The run's worktree, left out of paths. */
  root: string | null
  /** The run goes on: what is running is running. */
  live: boolean
}

type RowProps = RowContext & {
  row: LogRow
  /** Of a sub-agent's header: how many rows it has, and its last one. */
  childCount: number
  childLast: LogRow | null
  last: boolean
  open: boolean
  onToggle: (row: LogRow) => void
  /** The list's focus is here. */
  focused: boolean
}

const icons: Record<ToolWords['icon'], LucideIcon> = {
  read: BookOpenText,
  search: Search,
  edit: FilePen,
  shell: Terminal,
  web: Globe,
  agent: Bot,
  plan: ListTodo,
  tool: Wrench,
}

const isActive = (call: ToolCall, live: boolean) =>
  live && (call.state === 'pending' || call.state === 'running')

/** Edits are read where they happened; a failed command's output as well. All else is opened on demand. */
export function opensItself(row: LogRow): boolean {
  if (row.kind === 'tool') return row.calls.length === 1 && row.calls.some(isEdit)
  return row.kind === 'command' && row.ended && row.exitCode !== 0
}

export function canOpen(row: LogRow): boolean {
  switch (row.kind) {
    case 'prompt':
    case 'reasoning':
    case 'session':
      return true
    case 'command':
      return row.output !== ''
    case 'tool':
      return (
        childSession(row) !== null ||
        row.calls.some(
          (call) =>
            Object.keys(call.input).length > 0 ||
            call.output !== null ||
            call.liveOutput !== '' ||
            call.error !== null,
        )
      )
    default:
      return false
  }
}

/** One line: a mark, words, and how long it took. */
function Line({
  icon,
  children,
  time,
  expandable,
  open,
  onToggle,
  focused,
  label,
}: {
  icon: ReactNode
  children: ReactNode
  time?: ReactNode
  expandable: boolean
  open: boolean
  onToggle: () => void
  focused: boolean
  label?: string
}) {
  const content = (
    <>
      <span aria-hidden className="grid w-4 flex-none place-items-center text-fg-3">
        {icon}
      </span>
      <span className="flex min-w-0 flex-1 items-center gap-1.5 overflow-hidden whitespace-nowrap">
        {children}
        {expandable && (
          <ChevronRight
            aria-hidden
            className={`size-3 flex-none text-fg-3 transition-transform duration-(--fast) ${
              open
                ? 'rotate-90'
                : 'opacity-0 group-hover/line:opacity-100 group-focus-visible/line:opacity-100'
            }`}
          />
        )}
      </span>
      {time !== undefined && <span className="flex-none text-11 text-fg-3 tabular-nums">{time}</span>}
    </>
  )
  const look =
    'group/line flex h-7 w-full min-w-0 items-center gap-2 rounded-s pr-1 text-left text-12 text-fg-2 focus-visible:-outline-offset-2'
  if (!expandable) {
    return (
      <div data-row-focus tabIndex={focused ? 0 : -1} className={look} aria-label={label}>
        {content}
      </div>
    )
  }
  return (
    // A real button would keep the reader from selecting its text.
    <div
      role="button"
      data-row-focus
      tabIndex={focused ? 0 : -1}
      aria-expanded={open}
      aria-label={label}
      className={`${look} cursor-default hover:text-fg`}
      onClick={() => {
        if (window.getSelection()?.isCollapsed !== false) onToggle()
      }}
    >
      {content}
    </div>
  )
}

const Code = ({ children, title }: { children: ReactNode; title?: string }) => (
  <code className="min-w-0 truncate font-mono text-[11.5px] text-fg" title={title}>
    {children}
  </code>
)

const tones = { ok: 'text-ok', bad: 'text-bad', quiet: 'text-fg-3' }

/** Words of the engine with their commits and branches set as code. */
function EngineText({ text }: { text: string }) {
  const parts = text.split(/(\S+@[0-9a-f]{7,40}\b|\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b|\bopenlinear\/\S+)/)
  return (
    <span className="min-w-0 truncate" title={text}>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <code key={index} className="font-mono text-[11.5px] text-fg">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </span>
  )
}

function StageLine({ row, live, focused }: { row: StageRow; live: boolean; focused: boolean }) {
  const running = row.state === 'started' && live
  return (
    <Line
      icon={running ? <Spinner /> : <Check className="size-3.5" />}
      time={row.ms !== null ? took(row.ms) : running ? <Ticking since={row.at} /> : undefined}
      expandable={false}
      open={false}
      onToggle={() => undefined}
      focused={focused}
    >
      <EngineText text={row.text} />
    </Line>
  )
}

const promptWords: Record<PromptRow['reason'], string> = {
  task: 'Sent the task to the agent',
  fix: 'Asked the agent to mend the check',
  send_back: 'Sent back with comments',
  resume: 'Asked the agent to go on',
}

const lastLine = (text: string) => {
  const end = text.trimEnd()
  return end.slice(end.lastIndexOf('\n') + 1).slice(-200)
}
const firstLine = (text: string) => text.trimStart().split('\n', 1)[0]?.slice(0, 300) ?? ''

function CallDetails({ call, root, live }: { call: ToolCall; root: string | null; live: boolean }) {
  const edits = isEdit(call) ? patchesOf(call) : []
  const { input } = call
  const command = typeof input['command'] === 'string' ? input['command'] : null
  const prompt = typeof input['prompt'] === 'string' ? input['prompt'] : null
  const output = call.output ?? call.liveOutput
  const said = prompt ?? (command !== null && command.includes('\n') ? command : null)
  const rest = edits.length > 0 || command !== null || prompt !== null ? null : plainInput(input)
  return (
    <div className="grid gap-1.5">
      {said !== null && <OutputBox label={command === null ? 'Prompt' : 'Command'} text={said} />}
      {rest !== null && <OutputBox label="Input" text={rest} />}
      {edits.map((file) => (
        <MiniDiff key={file.path} file={file} root={root} />
      ))}
      {call.error !== null && <OutputBox label="Error" text={call.error} tone="bad" />}
      {output.trim() !== '' && (edits.length === 0 || call.state === 'error') && (
        <OutputBox label="Output" text={output} from={call.tool === 'bash' ? 'end' : 'start'} />
      )}
      {output.trim() === '' && call.error === null && edits.length === 0 && (
        <p className="text-11 text-fg-3">{isActive(call, live) ? 'No output yet' : 'It printed nothing'}</p>
      )}
    </div>
  )
}

/** Input worth reading in full: what the line itself does not already say. */
function plainInput(input: Record<string, unknown>): string | null {
  const entries = Object.entries(input)
  if (entries.length === 0) return null
  const [first] = entries
  if (entries.length === 1 && typeof first?.[1] === 'string' && first[1].length < 80) return null
  return JSON.stringify(input, null, 2)
}

function toolTime(calls: readonly ToolCall[], live: boolean): ReactNode {
  const active = calls.find((call) => isActive(call, live))
  if (active) return <Ticking since={active.at} />
  const known = calls.filter((call) => call.ms !== null)
  if (known.length === 0) return undefined
  const ms = known.reduce((sum, call) => sum + (call.ms ?? 0), 0)
  // What took no time needs no number.
  return ms < 50 ? undefined : took(ms)
}

function ToolView({
  row,
  root,
  live,
  childCount,
  childLast,
  open,
  onToggle,
  focused,
}: RowProps & { row: ToolRow }) {
  const [first] = row.calls
  if (!first) return null
  const active = row.calls.some((call) => isActive(call, live))
  const seen = live
    ? row.calls
    : row.calls.map((call) =>
        call.state === 'pending' || call.state === 'running'
          ? { ...call, state: 'interrupted' as const }
          : call,
      )
  const words = seen.map((call) => describeTool(call, root))
  const head = words[words.length - 1] ?? describeTool(first, root)
  const Icon = icons[head.icon]
  const failed = words.some((one) => one.tone === 'bad')
  const child = childSession(row)
  const patch = row.calls.length === 1 && isEdit(first) ? patchesOf(first) : []
  const only = patch.length === 1 ? patch[0] : undefined
  const framed = only !== undefined && open && first.error === null
  const note = noteFor(words)
  const lastStep = child !== null && active ? stepWords(childLast, root) : null
  const live1 = active && first.liveOutput !== '' ? lastLine(first.liveOutput) : null
  const line = (
    <Line
      icon={
        active ? (
          <Spinner />
        ) : (
          <Icon className={`size-3.5 ${failed && head.icon !== 'shell' ? 'text-bad' : ''}`} />
        )
      }
      time={toolTime(row.calls, live)}
      expandable={canOpen(row)}
      open={open}
      onToggle={() => onToggle(row)}
      focused={focused}
    >
      {head.verb !== '' && <span className="flex-none">{head.verb}</span>}
      <Objects words={words} />
      {only && <PlusMinus additions={only.additions} deletions={only.deletions} />}
      {note && (
        <span className={`min-w-8 shrink truncate ${tones[note.tone]}`} title={note.note}>
          {note.note}
        </span>
      )}
      {child !== null && <span className="flex-none text-fg-3">· {stepCount(childCount)}</span>}
      {lastStep !== null && !open && <span className="min-w-8 shrink truncate text-fg-3">· {lastStep}</span>}
      {live1 !== null && !open && (
        <span className="min-w-8 shrink truncate font-mono text-11 text-fg-3">{live1}</span>
      )}
    </Line>
  )
  if (framed) {
    return (
      <figure
        aria-label={`Changes to ${head.object ?? 'a file'}`}
        className="my-0.5 overflow-hidden rounded-m border border-line"
      >
        <figcaption className="border-b border-line bg-inset pr-1 pl-2.5">{line}</figcaption>
        <DiffLines file={only} />
      </figure>
    )
  }
  return (
    <>
      {line}
      {open && (
        <div className="grid gap-1.5 pt-0.5 pb-1.5 pl-6">
          {child !== null ? (
            <SubAgentDetails call={first} />
          ) : (
            row.calls.map((call, index) => (
              <div key={call.partId} className="grid gap-1">
                {row.calls.length > 1 && (
                  <p className="flex items-center gap-1.5 text-11 text-fg-3">
                    {words[index]?.verb} <Objects words={words.slice(index, index + 1)} />
                  </p>
                )}
                <CallDetails call={call} root={root} live={live} />
              </div>
            ))
          )}
        </div>
      )}
    </>
  )
}

function SubAgentDetails({ call }: { call: ToolCall }) {
  const prompt = call.input['prompt']
  return (
    <>
      {typeof prompt === 'string' && <OutputBox label="Prompt" text={prompt} />}
      {call.error !== null && <OutputBox label="Error" text={call.error} tone="bad" />}
    </>
  )
}

const stepCount = (n: number) => `${n} ${n === 1 ? 'step' : 'steps'}`

function stepWords(row: LogRow | null, root: string | null): string | null {
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

function noteFor(words: readonly ToolWords[]): { note: string; tone: ToolWords['tone'] } | null {
  const bad = words.filter((one) => one.tone === 'bad')
  if (words.length === 1) {
    const [one] = words
    return one?.note ? { note: one.note, tone: one.tone } : null
  }
  if (bad.length > 0) return { note: `${bad.length} failed`, tone: 'bad' }
  return null
}

function Objects({ words }: { words: readonly ToolWords[] }) {
  const named = words.filter((one) => one.object !== null)
  return (
    <span className="flex min-w-0 items-center overflow-hidden">
      {named.map((one, index) => (
        <span key={index} className="flex min-w-0 items-center">
          {index > 0 && <span className="flex-none pr-1.5">,</span>}
          {one.code ? (
            <Code title={one.object ?? undefined}>{one.object}</Code>
          ) : (
            <span className="truncate text-fg" title={one.object ?? undefined}>
              {one.object}
            </span>
          )}
        </span>
      ))}
    </span>
  )
}

function CommandView({ row, live, open, onToggle, focused }: RowProps & { row: CommandRow }) {
  const running = !row.ended && live
  const failed = row.ended && row.exitCode !== 0
  return (
    <>
      <Line
        icon={running ? <Spinner /> : <SquareTerminal className={`size-3.5 ${failed ? 'text-bad' : ''}`} />}
        time={row.ms !== null ? took(row.ms) : running ? <Ticking since={row.at} /> : undefined}
        expandable={canOpen(row)}
        open={open}
        onToggle={() => onToggle(row)}
        focused={focused}
      >
        <span className="flex-none">{row.command === 'setup' ? 'Setup' : 'Check'}</span>
        <Code title={row.line}>{row.line}</Code>
        {row.ended ? (
          <span className={`flex-none ${failed ? 'text-bad' : 'text-ok'}`}>
            {row.exitCode === 0
              ? 'passed'
              : row.exitCode === null
                ? 'ended by a signal'
                : `exit code ${row.exitCode}`}
          </span>
        ) : (
          <span className="min-w-8 shrink truncate font-mono text-11 text-fg-3">
            {running ? lastLine(row.output) : 'interrupted'}
          </span>
        )}
      </Line>
      {open && row.output !== '' && (
        <div className="pt-0.5 pb-1.5 pl-6">
          <OutputBox label="Output" text={row.output} from="end" tone="plain" />
        </div>
      )}
    </>
  )
}

/** Anything that Markdown might read as more than words. A sentence needs no parser. */
const MARKS = /[\n*_`~#[\]<>|\\&:/@]|^\s*(?:[-+]|\d+[.)])\s|^\s{4}/

/** One row of the log. */
export const LogRowView = memo(function LogRowView(props: RowProps) {
  const { row, last, live, open, onToggle, focused, childCount } = props
  switch (row.kind) {
    case 'stage':
      return <StageLine row={row} live={live} focused={focused} />
    case 'tool':
      return <ToolView {...props} row={row} />
    case 'command':
      return <CommandView {...props} row={row} />
    case 'session':
      return (
        <Line
          icon={<Bot className="size-3.5" />}
          expandable
          open={open}
          onToggle={() => onToggle(row)}
          focused={focused}
        >
          Sub-agent <span className="text-fg-3">· {stepCount(childCount)}</span>
        </Line>
      )
    case 'text':
      return (
        <div
          data-row-focus
          tabIndex={focused ? 0 : -1}
          className="max-w-[72ch] rounded-s py-1 text-13 text-fg"
        >
          {MARKS.test(row.text) ? (
            <Markdown streaming={last && live}>{row.text}</Markdown>
          ) : (
            <div className="md">{row.text}</div>
          )}
        </div>
      )
    case 'reasoning': {
      const thinking = last && live
      return (
        <>
          <Line
            icon={thinking ? <Spinner /> : <MessageSquareText className="size-3.5" />}
            expandable
            open={open}
            onToggle={() => onToggle(row)}
            focused={focused}
          >
            <span className="flex-none text-fg-3">{thinking ? 'Thinking' : 'Thought'}</span>
            {!open && (
              <span className="min-w-0 truncate text-fg-3 italic">
                {thinking ? lastLine(row.text) : firstLine(row.text)}
              </span>
            )}
          </Line>
          {open && (
            <div className="max-w-[72ch] pb-1.5 pl-6 text-12 whitespace-pre-wrap text-fg-3">
              {row.text.trim()}
            </div>
          )}
        </>
      )
    }
    case 'prompt':
      return (
        <>
          <Line
            icon={<ChevronRight className="size-3.5" />}
            expandable
            open={open}
            onToggle={() => onToggle(row)}
            focused={focused}
          >
            <span className="flex-none">{promptWords[row.reason]}</span>
            {!open && <span className="min-w-0 truncate text-fg-3">{firstLine(row.text)}</span>}
          </Line>
          {open && (
            <div className="pt-0.5 pb-1.5 pl-6">
              <OutputBox label="Prompt" text={row.text} />
            </div>
          )}
        </>
      )
    case 'retry':
      return (
        <Line
          icon={<RotateCw className="size-3.5 text-wait" />}
          expandable={false}
          open={false}
          onToggle={() => onToggle(row)}
          focused={focused}
          time={last && live ? <Countdown to={row.nextAt} /> : undefined}
        >
          <span className="min-w-0 truncate" title={row.message}>
            The provider failed (attempt {row.attempt}): <span className="text-wait">{row.message}</span>
          </span>
        </Line>
      )
    case 'notice': {
      const Icon = row.level === 'error' ? CircleAlert : row.level === 'warning' ? TriangleAlert : Info
      const tone = { error: 'text-bad', warning: 'text-wait', info: 'text-fg-2' }[row.level]
      return (
        <div
          data-row-focus
          tabIndex={focused ? 0 : -1}
          className={`flex max-w-[90ch] gap-2 rounded-s py-1 text-12 ${tone}`}
        >
          <Icon aria-hidden className="mt-[3px] ml-px size-3.5 flex-none" />
          <p className="min-w-0 break-words whitespace-pre-wrap">{row.text}</p>
        </div>
      )
    }
  }
})
