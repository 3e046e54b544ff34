import {
  BookOpenText,
  Bot,
  FilePen,
  Globe,
  ListTodo,
  type LucideIcon,
  Search,
  Terminal,
  Wrench,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../../strings/t.ts'
import { took } from '../../ui/duration.ts'
import { Spinner } from '../../ui/spinner.tsx'
import { describeTool, goesOn, isActive, isEdit, type ToolWords } from '../describe-tool.ts'
import { callFailed, childSession, type ToolCall, type ToolRow } from '../log-rows.ts'
import { DiffLines, patchesOf, PlusMinus } from '../mini-diff.tsx'
import { Ticking } from '../ticking.tsx'
import { Code, lastLine, Line } from './line.tsx'
import { canOpen } from './opening.ts'
import type { RowProps } from './row-props.ts'
import { stepCount, stepWords, SubAgentDetails } from './sub-agent.tsx'
import { CallDetails } from './tool-details.tsx'

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

const tones = { ok: 'text-ok', bad: 'text-bad', quiet: 'text-fg-3' }

function toolTime(calls: readonly ToolCall[], live: boolean): ReactNode {
  const active = calls.find((call) => isActive(call, live))
  if (active) return <Ticking since={active.at} heldMs={active.heldMs} />
  const known = calls.filter((call) => call.ms !== null)
  if (known.length === 0) return undefined
  const ms = known.reduce((sum, call) => sum + (call.ms ?? 0), 0)
  // What took no time needs no number.
  return ms < 50 ? undefined : took(ms)
}

function noteOf(words: readonly ToolWords[]): { note: string; tone: ToolWords['tone'] } | null {
  const bad = words.filter((one) => one.tone === 'bad')
  if (words.length === 1) {
    const [one] = words
    return one?.note ? { note: one.note, tone: one.tone } : null
  }
  if (bad.length > 0) return { note: t('{failed} failed', { failed: bad.length }), tone: 'bad' }
  return null
}

function Objects({ words }: { words: readonly ToolWords[] }) {
  const named = words.filter((one) => one.object !== null)
  return (
    <span className="flex min-w-0 items-center overflow-hidden">
      {named.map((one, index) => (
        <span key={index} className="flex min-w-0 items-center">
          {index > 0 && <span className="flex-none pe-1.5">,</span>}
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

/** What the agent does: a call of a tool, or several alike in one line. */
export function ToolRowView({
  row,
  root,
  live,
  childCount,
  childLast,
  open,
  onToggle,
  focused,
}: RowProps<ToolRow>) {
  const [first] = row.calls
  if (!first) return null
  const active = row.calls.some((call) => isActive(call, live))
  const seen = live
    ? row.calls
    : row.calls.map((call) => (goesOn(call.state) ? { ...call, state: 'interrupted' as const } : call))
  const words = seen.map((call) => describeTool(call, root))
  const head = words[words.length - 1] ?? describeTool(first, root)
  const Icon = icons[head.icon]
  const failed = words.some((one) => one.tone === 'bad')
  const child = childSession(row)
  const patch = row.calls.length === 1 && isEdit(first) ? patchesOf(first) : []
  const only = patch.length === 1 ? patch[0] : undefined
  const framed = only !== undefined && open && first.error === null
  const note = noteOf(words)
  const lastStep = child !== null && active ? stepWords(childLast, root) : null
  const printing = active && first.liveOutput !== '' ? lastLine(first.liveOutput) : null
  const line = (
    <Line
      icon={
        active ? (
          <Spinner />
        ) : (
          <Icon
            className={`size-3.5 ${failed && (head.icon !== 'shell' || row.calls.some(callFailed)) ? 'text-bad' : ''}`}
          />
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
      {printing !== null && !open && (
        <span className="min-w-8 shrink truncate font-mono text-11 text-fg-3">{printing}</span>
      )}
    </Line>
  )
  if (framed) {
    return (
      <figure
        aria-label={
          head.object === null ? t('Changes to a file') : t('Changes to {file}', { file: head.object })
        }
        className="my-0.5 overflow-hidden rounded-m border border-line"
      >
        <figcaption className="border-b border-line bg-inset pe-1 ps-2.5">{line}</figcaption>
        <DiffLines file={only} />
      </figure>
    )
  }
  return (
    <>
      {line}
      {open && (
        <div className="grid gap-1.5 pt-0.5 pb-1.5 ps-6">
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
