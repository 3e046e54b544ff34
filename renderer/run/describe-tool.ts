import { toolVerbs } from '#shared/tool-verbs.ts'
import { t } from '../strings/t.ts'
import type { ToolCall, ToolState } from './log-rows.ts'

/** A tool call in words: `Read` `src/server.ts` `12 lines`. */
export type ToolWords = {
  icon: 'read' | 'search' | 'edit' | 'shell' | 'web' | 'agent' | 'plan' | 'tool'
  /** Empty for a shell line, which speaks for itself. */
  verb: string
  object: string | null
  /** Is `object` code (monospace) or a phrase? */
  code: boolean
  note: string | null
  tone: 'ok' | 'bad' | 'quiet'
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** A path as the repository knows it: the worktree's own folder is noise. */
export function relativePath(path: string, root: string | null): string {
  if (root !== null && path === root) return '.'
  if (root !== null && path.startsWith(`${root}/`)) return path.slice(root.length + 1)
  return path
}

const ICONS: Readonly<Record<string, ToolWords['icon']>> = {
  read: 'read',
  list: 'read',
  grep: 'search',
  codesearch: 'search',
  glob: 'search',
  edit: 'edit',
  multiedit: 'edit',
  write: 'edit',
  apply_patch: 'edit',
  patch: 'edit',
  bash: 'shell',
  webfetch: 'web',
  websearch: 'web',
  task: 'agent',
  todowrite: 'plan',
  todoread: 'plan',
  skill: 'read',
}

/** Is a call in this state still to end? */
export const goesOn = (state: ToolState) => state === 'pending' || state === 'running'

/** The input's most telling value: for tools that we do not know by name. */
function firstString(input: Record<string, unknown>): string | null {
  for (const value of Object.values(input)) {
    const one = text(value)
    if (one !== null) return one.split('\n', 1)[0] ?? null
  }
  return null
}

function objectOf(call: ToolCall, root: string | null): { object: string | null; code: boolean } {
  const { input, tool } = call
  const path = text(input['filePath']) ?? text(input['path'])
  switch (tool) {
    case 'read':
    case 'edit':
    case 'multiedit':
    case 'write':
    case 'list':
      return { object: path === null ? call.title : relativePath(path, root), code: true }
    case 'grep':
    case 'glob':
      return { object: text(input['pattern']), code: true }
    case 'bash':
      return { object: text(input['command'])?.replace(/\s*\n\s*/g, ' ⏎ ') ?? call.title, code: true }
    case 'task':
      return { object: text(input['description']) ?? call.title, code: false }
    case 'webfetch':
      return { object: text(input['url']), code: true }
    case 'websearch':
    case 'codesearch':
      return { object: text(input['query']), code: false }
    case 'skill':
      return { object: text(input['name']), code: true }
    case 'question':
    case 'todowrite':
    case 'todoread':
    case 'apply_patch':
    case 'patch':
      return { object: null, code: false }
    default:
      return { object: call.title ?? firstString(input), code: false }
  }
}

/** What a test runner says at its end: of vitest, jest, mocha and pytest, or node's own. */
function countOf(output: string, pattern: RegExp): number | null {
  const match = pattern.exec(output.slice(-20_000))
  const found = match?.[1] ?? match?.[2]
  return found === undefined ? null : Number(found)
}

function noteOf(call: ToolCall, root: string | null): { note: string | null; tone: ToolWords['tone'] } {
  if (call.state === 'interrupted') return { note: t('interrupted'), tone: 'quiet' }
  if (call.state === 'error') {
    const said = (call.error ?? t('failed')).trim().split('\n', 1)[0] ?? ''
    const line = root === null ? said : said.replaceAll(`${root}/`, '')
    return { note: line.length > 160 ? `${line.slice(0, 157)}…` : line, tone: 'bad' }
  }
  const output = call.output ?? ''
  if (call.tool === 'bash' && call.state === 'completed') {
    const failed = countOf(output, /\b(\d+) (?:failed|failing|failures?)\b|^[#ℹ] fail (\d+)$/im)
    const exit =
      call.exitCode === null || call.exitCode === 0 ? null : t('exit {exitCode}', { exitCode: call.exitCode })
    if (failed !== null && failed > 0)
      return { note: [t('{failed} failed', { failed }), exit].filter(Boolean).join(' · '), tone: 'bad' }
    if (exit !== null) return { note: exit, tone: 'bad' }
    const passed = countOf(output, /\b(\d+) (?:passed|passing)\b|^[#ℹ] pass (\d+)$/im)
    if (passed !== null) return { note: t('{passed} passed', { passed }), tone: 'ok' }
  }
  if (call.tool === 'grep' && call.state === 'completed') {
    const found = /^Found (\d+) match/.exec(output)?.[1]
    if (found !== undefined) {
      const note = t('{count, plural, one {# match} other {# matches}}', { count: Number(found) })
      return { note, tone: 'quiet' }
    }
    if (/^No (?:files|matches)/.test(output)) return { note: t('no matches'), tone: 'quiet' }
  }
  if (call.tool === 'glob' && call.state === 'completed') {
    if (output.startsWith('No files')) return { note: t('no files'), tone: 'quiet' }
    const count = output.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('(')).length
    return { note: t('{count, plural, one {# file} other {# files}}', { count }), tone: 'quiet' }
  }
  if (call.tool === 'todowrite' && Array.isArray(call.input['todos'])) {
    const todos: unknown[] = call.input['todos']
    const done = todos.filter(
      (todo) => typeof todo === 'object' && todo !== null && 'status' in todo && todo.status === 'completed',
    ).length
    return { note: t('{done} of {total}', { done, total: todos.length }), tone: 'quiet' }
  }
  if (call.tool === 'task') return { note: text(call.input['subagent_type']), tone: 'quiet' }
  return { note: null, tone: 'quiet' }
}

/** `root` is the run's worktree, left out of paths. */
export function describeTool(call: ToolCall, root: string | null): ToolWords {
  const { tool, state } = call
  const verbs = toolVerbs(tool)
  return {
    icon: ICONS[tool] ?? 'tool',
    verb: goesOn(state)
      ? (verbs?.now ?? t('Calling {tool}', { tool }))
      : (verbs?.done ?? t('Called {tool}', { tool })),
    ...objectOf(call, root),
    ...noteOf(call, root),
  }
}

const EDITS = new Set(['edit', 'multiedit', 'write', 'apply_patch', 'patch'])
/** Edits are shown in place, as small diffs. */
export const isEdit = (call: ToolCall) => EDITS.has(call.tool)

/** Does the call go on now? In a run that is over, nothing does. */
export const isActive = (call: ToolCall, live: boolean) =>
  // A question waits for the reader: nothing works on it.
  live && goesOn(call.state) && call.tool !== 'question'
