import type { LogItem } from '#shared/run-log.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Evidence, RunRow } from './evidence.ts'

type Tool = Extract<LogItem, { kind: 'tool' }>

/** What has to hold of the logs at any moment, also between a kill and the next start. */
export function logViolations({ runs, logs }: Evidence): string[] {
  const found: string[] = []
  for (const run of runs) {
    const items = logs.get(run.id) ?? []
    const gap = items.findIndex(({ seq }, index) => seq !== index + 1)
    if (gap >= 0) found.push(`the log of ${nameOf(run)} has ${items[gap]?.seq} in place ${gap + 1}`)
    const prompts = items.flatMap((item) => (item.kind === 'prompt' ? [item] : []))
    const ids = prompts.map(({ messageId }) => messageId)
    if (new Set(ids).size < ids.length) found.push(`${nameOf(run)} has logged a prompt twice`)
    const first = prompts.filter(({ reason }) => reason === 'task')
    if (first.length > 1) found.push(`${nameOf(run)} was told its task ${first.length} times`)
    const usages = items.flatMap((item) => (item.kind === 'usage' ? [item] : []))
    const counted = usages.map(({ messageId }) => messageId)
    if (new Set(counted).size < counted.length) found.push(`${nameOf(run)} has counted tokens twice`)
    const total = usages.reduce((sum, one) => sum + one.outputTokens + one.reasoningTokens, 0)
    if (total !== run.output_tokens)
      found.push(`${nameOf(run)} has ${run.output_tokens} tokens, its log says ${total}`)
  }
  return found
}

/** What has to hold of the logs of runs that are over, with the agent's own memory as the witness. */
export function finishedLogViolations(evidence: Evidence): string[] {
  const { runs, logs, agent } = evidence
  const found: string[] = []
  for (const run of runs) {
    if (!isTerminal(run.status as RunStatus)) continue
    const items = logs.get(run.id) ?? []
    for (const tool of lastStates(items).values()) {
      if (tool.state === 'pending' || tool.state === 'running')
        found.push(`${nameOf(run)} is over, but its tool ${tool.tool} is ${tool.state} in the log`)
    }
    if (run.session_id === null) continue
    const logged = items.flatMap((item) => (item.kind === 'prompt' ? [item] : []))
    const isTask = ({ text }: { text: string }) => text === run.prompt
    const said = (agent.prompts.get(run.session_id) ?? []).filter(isTask)
    if (said.length > 1) found.push(`the agent of ${nameOf(run)} was told its task ${said.length} times`)
    if (run.status === 'succeeded' && said.length === 0)
      found.push(`the agent of ${nameOf(run)} was never told its task`)
    const prose = proseOf(items)
    const tools = lastStates(items)
    const own = new Set(logged.map(({ messageId }) => messageId))
    for (const part of agent.parts.get(run.session_id) ?? []) {
      if (part.promptId === null || !own.has(part.promptId)) continue
      const known = part.type === 'text' ? prose.get(part.id) : tools.get(part.id)?.state
      const isOver = part.type === 'text' ? part.text !== null : part.status === 'completed'
      if (!isOver || part.text === '') continue
      // A run that was stopped need not have heard everything.
      if (known === undefined && run.status !== 'succeeded') continue
      if (known === undefined) found.push(`the log of ${nameOf(run)} lacks ${part.type} ${part.id}`)
      else if (part.type === 'text' && run.status === 'succeeded' && known.trim() !== part.text?.trim())
        found.push(`the log of ${nameOf(run)} says “${known}”, the agent said “${part.text}”`)
      else if (part.type === 'tool' && run.status === 'succeeded' && known !== 'completed')
        found.push(`a tool of ${nameOf(run)} is ${known} in the log, the agent has completed it`)
    }
  }
  return found
}

/** The last word about each tool call. */
export function lastStates(items: readonly LogItem[]): Map<string, Tool> {
  const last = new Map<string, Tool>()
  for (const item of items) {
    if (item.kind === 'tool') last.set(item.partId, { ...last.get(item.partId), ...item })
  }
  return last
}

function proseOf(items: readonly LogItem[]): Map<string, string> {
  const prose = new Map<string, string>()
  for (const item of items) {
    if (item.kind !== 'text') continue
    const before = item.replace === true ? '' : (prose.get(item.partId) ?? '')
    prose.set(item.partId, before + item.delta)
  }
  return prose
}

export const nameOf = (run: RunRow) => `run ${run.branch ?? run.id.slice(-8)} (attempt ${run.attempt})`
