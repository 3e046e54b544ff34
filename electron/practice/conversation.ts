import { brainstormScript } from './brainstorm.ts'
import { createHash } from 'node:crypto'
import { combinedScript } from './combined.ts'
import { callsOf, scriptIn, type Script, type ScriptCall } from './script.ts'

/** What the engine reads of a chat completion request. */
export interface ChatRequest {
  messages: readonly ChatMessage[]
  tools?: readonly unknown[]
  stream?: boolean
  model?: string
  reasoning_effort?: string
}
export interface ChatMessage {
  role: string
  tool_calls?: readonly unknown[]
  content?: string | readonly ContentPart[] | null
}

/** Words, a picture (`image_url`) or another file. */
interface ContentPart {
  type: string
  text?: string
  image_url?: { url: string }
  file?: { file_data?: string }
}

/** Where a conversation stands: the answer that is due, and a name for it that is the same on every retry. */
export interface Due {
  call: ScriptCall
  /** Turn and call, counted from 0, such as `0.2`. */
  place: string
  /** The same with the turn that brought the script: a turn that goes on with it meets the trouble that is left. */
  origin: string
  /** The agent's working directory, or null when the prompt does not say. */
  directory: string | null
}

const textOf = (message: ChatMessage): string =>
  typeof message.content === 'string'
    ? message.content
    : (message.content ?? []).map((part) => part.text ?? '').join('\n')

const say = (text: string): ScriptCall => ({
  trouble: [],
  prose: [{ text }],
  calls: [],
  finish: null,
  usage: null,
})

/**
 * Finds the answer that is due from the conversation alone.
 *
 * @throws an error in words when a message carries a script that cannot be read
 */
export function dueCall(request: ChatRequest, builtIn: Readonly<Record<string, Script>>): Due {
  const system = request.messages.filter((message) => message.role === 'system').map(textOf)
  const directory = /^\s*Working directory: (.+)$/m.exec(system.join('\n'))?.[1]?.trim() ?? null
  const turns = turnsOf(request.messages)
  const first = turns[0]
  // Titles and summaries are asked for without tools.
  if (first === undefined || request.tools === undefined || request.tools.length === 0)
    return { call: say('A scripted summary.'), place: 'summary', origin: 'summary', directory }

  const ofSection = (section: string, title: string) =>
    scriptIn(section, builtIn, request.model) ?? defaultScript(`# ${title}`)
  let laterScripts: Script[] = []
  let later = 0
  let calls: ScriptCall[] = []
  let done = 0
  let brought = 0
  for (const [index, turn] of turns.entries()) {
    const own =
      combinedScript(turn.prompt, ofSection) ??
      scriptIn(turn.prompt, builtIn, request.model) ??
      // Where a script was brought before, what it says of later turns counts.
      (laterScripts.length === 0 ? brainstormScript(turn.prompt) : null)
    if (index === 0) {
      const opened = callsOf(own ?? defaultScript(turn.prompt))
      calls = opened.calls
      laterScripts = opened.onFix
      done = answersOf(turn, calls)
    } else if (own !== null) {
      calls = callsOf(own).calls
      done = answersOf(turn, calls)
      brought = index
    } else {
      const next = laterScripts[later++]
      if (next !== undefined) {
        calls = callsOf(next).calls
        done = answersOf(turn, calls)
        brought = index
      } else if (done < calls.length) {
        // The turn before was cut off: this one goes on with it.
        done += answersOf(turn, calls.slice(done))
      } else {
        calls = [say('Understood. Nothing more to do.')]
        done = answersOf(turn, calls)
        brought = index
      }
    }
  }
  const call = filled(calls[done] ?? say('Done.'), request.messages)
  return { call, place: `${turns.length - 1}.${done}`, origin: `${brought}.${done}`, directory }
}

/** The only characters of an answer that are used: they mean nothing in the code it is put into. */
const PLAIN = /[^\p{L}\p{N} ,.!?-]/gu
/** What the agent is told in place of an answer is longer. */
const LONGEST_ANSWER = 100

/** What the user last answered to a question, or null when that is no short phrase. */
function lastAnswer(messages: readonly ChatMessage[]): string | null {
  const said = messages
    .filter((message) => message.role === 'tool')
    .map(
      (message) => /^User has answered your questions: .*?"="(.*)"\. You can now/s.exec(textOf(message))?.[1],
    )
    .findLast((answer) => answer !== undefined)
  const answer = (said ?? '').replaceAll(PLAIN, '').trim()
  return answer === '' || answer.length > LONGEST_ANSWER ? null : answer
}

function filled(call: ScriptCall, messages: readonly ChatMessage[]): ScriptCall {
  const text = JSON.stringify(call)
  if (!text.includes('{{')) return call
  const answer = lastAnswer(messages)
  return JSON.parse(
    text
      .replaceAll(/\{\{answer\|([^}]*)\}\}/g, (_, other: string) => answer ?? other)
      .replaceAll('{{files}}', () => filesIn(messages)),
  ) as ScriptCall
}

/** The files that the user's messages have brought, such as `image/png:9f86d081`, in order; `none` without any. */
function filesIn(messages: readonly ChatMessage[]): string {
  const parts = messages.flatMap(({ role, content }) =>
    role === 'user' && typeof content !== 'string' ? (content ?? []) : [],
  )
  const found = parts.flatMap((part) => {
    const data = /^data:([\w.+-]+\/[\w.+-]+);base64,(.*)$/s.exec(
      part.image_url?.url ?? part.file?.file_data ?? '',
    )
    if (data === null) return []
    const digest = createHash('sha256')
      .update(Buffer.from(data[2] ?? '', 'base64'))
      .digest('hex')
    return [`${data[1]}:${digest.slice(0, 8)}`]
  })
  return found.length === 0 ? 'none' : found.join(' ')
}

interface Turn {
  prompt: string
  /** Answers of the model so far that have tool calls. */
  answers: number
  /** Prose came last before the next turn. */
  endsInProse: boolean
}

/** Prose at the end of a turn is an answer, unless it was to have tool calls: then it was cut off before them. */
function answersOf({ answers, endsInProse }: Turn, calls: readonly ScriptCall[]): number {
  const wasCut = (calls[answers]?.calls.length ?? 0) > 0
  return endsInProse && !wasCut ? answers + 1 : answers
}

/** In a turn that goes on, prose alone is what is left of an answer whose connection broke. */
function turnsOf(messages: readonly ChatMessage[]): Turn[] {
  const turns: Turn[] = []
  let proseLast = false
  for (const message of messages) {
    const turn = turns.at(-1)
    if (message.role === 'user') {
      if (turn !== undefined) turn.endsInProse = proseLast
      turns.push({ prompt: textOf(message), answers: 0, endsInProse: false })
      proseLast = false
    } else if (message.role === 'assistant' && turn !== undefined) {
      proseLast = (message.tool_calls ?? []).length === 0
      if (!proseLast) turn.answers += 1
    } else proseLast = false
  }
  return turns
}

/** What the practice model does with a task nobody wrote a script for. */
function defaultScript(prompt: string): Script {
  const title = /^#\s+(.+)$/m.exec(prompt)?.[1]?.trim() ?? prompt.trim().split('\n')[0] ?? 'A task'
  const slug = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50)
  const file = `PRACTICE-${slug === '' ? 'task' : slug}.md`
  const content = `# ${title}\n\nThe scripted practice model was given this task. It is no real model: it cannot do the task and only\nshows how a run looks. Choose a model in Settings to have the work done.\n`
  const plan = (read: 'in_progress' | 'completed', write: 'pending' | 'in_progress' | 'completed') => ({
    todo: [
      ['Read the task', read] as [string, typeof read],
      [`Write ${file}`, write] as [string, typeof write],
      ['Say what was done', write === 'completed' ? 'completed' : 'pending'] as [
        string,
        'completed' | 'pending',
      ],
    ],
  })
  return [
    {
      text: 'I am the scripted practice model: I follow a script and cannot do this task. I will leave a note.',
    },
    plan('in_progress', 'pending'),
    plan('completed', 'in_progress'),
    { tool: 'write', input: { filePath: file, content } },
    plan('completed', 'completed'),
    {
      text: `I wrote \`${file}\`, which quotes the title of the task, and changed nothing else. This was practice: choose a real model to have the task done.`,
    },
  ]
}
