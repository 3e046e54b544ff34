import type { LogItem } from '#shared/run-log.ts'
import { goesOn } from './describe-tool.ts'
import type { ToolCall } from './log-rows.ts'
import { waitedAfter } from './waits.ts'

type ToolItem = LogItem & { kind: 'tool' }

/** Calls that share a line with the one before them, by what they are there for. */
const MERGED = new Map([
  ['read', 'read'],
  ['grep', 'search'],
  ['glob', 'glob'],
  ['list', 'list'],
])
/** A merged line stays short enough to be read. */
const MERGE_LIMIT = 12

/** A call as its first item tells it. */
export const newCall = (item: ToolItem): ToolCall => ({
  partId: item.partId,
  tool: item.tool,
  state: item.state,
  title: item.title ?? null,
  input: item.input ?? {},
  output: item.output ?? null,
  liveOutput: '',
  error: item.error ?? null,
  patch: item.patch ?? null,
  childSessionId: item.childSessionId ?? null,
  exitCode: item.exitCode ?? null,
  ms: item.ms ?? null,
  at: item.at,
  heldMs: 0,
})

/**
 * A call after a later item, which leaves out what has not changed. Its time is that of its work, not of its wait.
 *
 * @param waitsSince since when the run waits for its user; null = it does not
 */
export function updatedCall(call: ToolCall, item: ToolItem, waitsSince: string | null): ToolCall {
  const output = item.output ?? call.output
  const begins = call.state === 'pending' && item.state === 'running'
  const ends = goesOn(call.state) && !goesOn(item.state)
  const waited = ends && waitsSince !== null ? waitedAfter(call.at, { from: waitsSince, to: item.at }) : 0
  const heldMs = begins ? 0 : call.heldMs + waited
  return {
    ...call,
    tool: item.tool,
    state: item.state,
    title: item.title ?? call.title,
    input: item.input ?? call.input,
    output,
    liveOutput: output === null ? call.liveOutput : '',
    error: item.error ?? call.error,
    patch: item.patch ?? call.patch,
    childSessionId: item.childSessionId ?? call.childSessionId,
    exitCode: item.exitCode ?? call.exitCode,
    ms: item.ms === undefined ? call.ms : Math.max(0, item.ms - heldMs),
    at: begins ? item.at : call.at,
    heldMs,
  }
}

/** Whether a call stands in the line of those before it: reads in a row, searches in a row. */
export function sharesLine(line: readonly ToolCall[], call: ToolCall): boolean {
  const [first] = line
  const group = MERGED.get(call.tool)
  return (
    group !== undefined &&
    first !== undefined &&
    line.length < MERGE_LIMIT &&
    MERGED.get(first.tool) === group
  )
}
