import type { AgentAsk } from '#electron/agents/runtime.ts'
import type { PermissionRequest, QuestionRequest } from './wire.ts'

/** The call of a tool that an ask stands in the way of. */
export interface AskingCall {
  tool: string
  input: Record<string, unknown>
}

/** Longest detail of an ask, in characters. */
const LONGEST_DETAIL = 20_000
const LONGEST_TITLE = 200

/** A question of the agent's, for the user. */
export function questionAsk({ id, questions }: QuestionRequest, subAgent: boolean): AgentAsk {
  return {
    kind: 'question',
    ref: id,
    subAgent,
    questions: questions.map(({ header, question, options, multiple, custom }) => ({
      header,
      question,
      options: options.map(({ label, description }) => ({ label, description })),
      multiple: multiple ?? false,
      // OpenCode takes an answer of one's own unless the question says otherwise.
      custom: custom ?? true,
    })),
  }
}

/** A permission the agent asks for, in words a person can decide on. */
export function permissionAsk(
  request: PermissionRequest,
  call: AskingCall | undefined,
  subAgent: boolean,
): AgentAsk {
  const { id, permission, patterns } = request
  const detail = detailOf(request, call)
  return {
    kind: 'permission',
    ref: id,
    subAgent,
    permission,
    patterns: [...patterns],
    always: alwaysOf(request),
    title: oneLine(titleOf(request, call), LONGEST_TITLE),
    detail:
      detail !== null && detail.length > LONGEST_DETAIL ? `${detail.slice(0, LONGEST_DETAIL - 1)}…` : detail,
  }
}

function titleOf(
  { permission, patterns, metadata }: PermissionRequest,
  call: AskingCall | undefined,
): string {
  const what = patterns.join(', ')
  switch (permission) {
    case 'bash':
      return `Run ${textIn(metadata, 'command') ?? what}`
    case 'edit':
      return `Edit ${what}`
    case 'read':
      return `Read ${what}`
    case 'webfetch':
      return `Fetch ${what}`
    case 'websearch':
      return `Search the web for “${what}”`
    case 'external_directory':
      return `${outsideVerb(metadata, call)} outside the worktree: ${what}`
    case 'task': {
      const description = textIn(metadata, 'description')
      return `Start the sub-agent ${what}${description === null ? '' : `: ${description}`}`
    }
    case 'skill':
      return `Load the skill ${what}`
    case 'doom_loop':
      return `Call ${what} once more with the same input`
    default:
      return what === '' || what === '*' ? `Use ${permission}` : `Use ${permission}: ${what}`
  }
}

function outsideVerb(metadata: Record<string, unknown>, call: AskingCall | undefined): string {
  if (textIn(metadata, 'command') !== null) return 'Run a command that reaches'
  switch (call?.tool) {
    case 'edit':
    case 'write':
    case 'apply_patch':
      return 'Edit files'
    case 'read':
    case 'glob':
    case 'grep':
      return 'Read files'
    default:
      return 'Use files'
  }
}

function detailOf({ permission, metadata, patterns }: PermissionRequest, call: AskingCall | undefined) {
  const said = textIn(metadata, 'command') ?? textIn(metadata, 'diff')
  if (said !== null) return said
  switch (permission) {
    case 'external_directory':
      return textIn(metadata, 'filepath')
    case 'webfetch':
    case 'websearch':
      return patterns.join('\n')
    case 'read':
    case 'edit':
    case 'skill':
      return null
    default: {
      const input = call?.input ?? (typeof metadata.input === 'object' ? metadata.input : null)
      return input === null ? null : JSON.stringify(input, null, 2)
    }
  }
}

/**
 * What granting for good covers. OpenCode offers `*` for one file to read or to edit, one sub-agent to start
 * or one address to fetch; here it is those, and the address's whole site.
 */
function alwaysOf({ permission, patterns, always }: PermissionRequest): string[] {
  if (['read', 'edit', 'task'].includes(permission)) return [...patterns]
  if (permission !== 'webfetch') return [...always]
  return Array.from(
    new Set(
      patterns.flatMap((pattern) => {
        if (!URL.canParse(pattern)) return [pattern]
        const { origin } = new URL(pattern)
        return [origin, `${origin}/*`]
      }),
    ),
  )
}

function textIn(metadata: Record<string, unknown>, key: string): string | null {
  const value = metadata[key]
  return typeof value === 'string' && value !== '' ? value : null
}

function oneLine(text: string, longest: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}
