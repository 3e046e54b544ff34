import type { LogBody } from '#shared/run-log.ts'
import { liveDelta } from './live-output.ts'
import type { ToolPart } from './wire.ts'

type ToolItem = Extract<LogBody, { kind: 'tool' }>
type OutputItem = Extract<LogBody, { kind: 'tool_output' }>

/** What the log says about every tool call, and what it does not say yet. */
export interface ToolBook {
  /** Takes what an earlier process logged. */
  seed(item: ToolItem | OutputItem): void
  part(part: ToolPart, of: { sessionId?: string }): void
  end(): void
  running(): number
}

interface Known {
  item: ToolItem
  /** End of the live output, for finding what is new in the next one. */
  live: string
}

/** A call never goes back: its last word is `completed` or `error`. */
const RANK = { pending: 0, running: 1, interrupted: 2, completed: 3, error: 3 } as const

/** Longest live output OpenCode keeps, in characters; see opencode.md 3.3. */
const LIVE_TAIL = 30_005

/** Makes an empty book. */
export function createToolBook(emit: (item: LogBody) => void): ToolBook {
  const book = new Map<string, Known>()

  function tell(next: ToolItem) {
    const known = book.get(next.partId)
    if (known === undefined) {
      book.set(next.partId, { item: next, live: '' })
      emit(next)
      return
    }
    if (RANK[next.state] < RANK[known.item.state]) return
    const news = changes(known.item, next)
    if (news === null) return
    known.item = { ...known.item, ...news }
    emit(news)
  }

  return {
    seed(item) {
      const known = book.get(item.partId)
      if (item.kind === 'tool_output') {
        if (known !== undefined) known.live = (known.live + item.delta).slice(-LIVE_TAIL)
      } else if (known === undefined) book.set(item.partId, { item, live: '' })
      else known.item = { ...known.item, ...item }
    },
    part(part, of) {
      tell(itemOf(part, of))
      const { state } = part
      const output = state.status === 'running' ? state.metadata?.output : undefined
      const known = book.get(part.id)
      if (typeof output !== 'string' || known === undefined || known.item.state !== 'running') return
      const delta = liveDelta(known.live, output)
      known.live = output
      if (delta !== '') emit({ kind: 'tool_output', partId: part.id, ...of, delta })
    },
    end() {
      for (const { item } of book.values()) {
        if (RANK[item.state] >= RANK.interrupted) continue
        const { partId, tool, sessionId } = item
        tell({
          kind: 'tool',
          partId,
          tool,
          ...(sessionId !== undefined && { sessionId }),
          state: 'interrupted',
        })
      }
    },
    running() {
      let count = 0
      for (const { item } of book.values()) if (item.state === 'running' && item.tool !== 'task') count++
      return count
    },
  }
}

/** The fields of `next` that differ, with those that name the call; null when nothing does. */
function changes(known: ToolItem, next: ToolItem): ToolItem | null {
  const { kind, partId, sessionId, tool, state, input, ...rest } = next
  const news: Partial<ToolItem> = {}
  if (input !== undefined && JSON.stringify(input) !== JSON.stringify(known.input)) news.input = input
  for (const [key, value] of Object.entries(rest)) {
    if (value !== undefined && value !== known[key as keyof typeof rest])
      Object.assign(news, { [key]: value })
  }
  if (state === known.state && tool === known.tool && Object.keys(news).length === 0) return null
  return { kind, partId, ...(sessionId !== undefined && { sessionId }), tool, state, ...news }
}

function itemOf(part: ToolPart, of: { sessionId?: string }): ToolItem {
  const { state } = part
  const item: ToolItem = { kind: 'tool', partId: part.id, ...of, tool: part.tool, state: state.status }
  if (Object.keys(state.input).length > 0) item.input = state.input
  if ('title' in state && state.title !== undefined && state.title !== '') item.title = state.title
  if (state.status === 'completed') item.output = state.output
  if (state.status === 'error') item.error = state.error
  if (state.status === 'completed' || state.status === 'error')
    item.ms = Math.max(0, Math.round(state.time.end - state.time.start))
  const metadata = 'metadata' in state ? state.metadata : undefined
  const patch = patchOf(metadata)
  if (patch !== undefined) item.patch = patch
  if (part.tool === 'task' && typeof metadata?.sessionId === 'string')
    item.childSessionId = metadata.sessionId
  if (part.tool === 'bash' && state.status === 'completed' && Number.isInteger(metadata?.exit))
    item.exitCode = metadata?.exit as number
  // Calls that OpenCode could not read reach it as a tool named `invalid` that "completes".
  if (part.tool === 'invalid' && state.status === 'completed') {
    item.state = 'error'
    item.error = state.output
    if (typeof state.input.tool === 'string') item.tool = state.input.tool
    delete item.output
  }
  return item
}

function patchOf(metadata: Record<string, unknown> | undefined): string | undefined {
  if (typeof metadata?.diff === 'string' && metadata.diff !== '') return metadata.diff
  const file = metadata?.filediff
  if (typeof file === 'object' && file !== null && 'patch' in file && typeof file.patch === 'string')
    return file.patch
  return undefined
}
