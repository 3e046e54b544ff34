import { z } from 'zod'

/**
 * The language the scripted practice model is driven by.
 *
 * A script is a JSON array of steps in a fenced block of a user message:
 *
 * ````
 * ```openlinear-script
 * [
 *   { "reasoning": "A greeting is missing." },
 *   { "text": "I will write it.", "chunks": 10, "delayMs": 5 },
 *   { "todo": [["Write the file", "in_progress"]] },
 *   { "tool": "write", "input": { "filePath": "hello.txt", "content": "hi\n" } },
 *   { "tool": "bash", "input": { "command": "cat hello.txt", "description": "Show it" } },
 *   { "text": "Done." },
 *   { "onFix": [{ "text": "Mended." }] }
 * ]
 * ```
 * ````
 *
 * or the name of a built-in script on a line of its own, invisible in rendered Markdown:
 * `<!-- practice: greet -->`.
 *
 * Where one prompt is given to several models, a block can be for one of them: it is opened with
 * ` ```openlinear-script scripted-b `. The others follow the block that names nobody.
 *
 * **Calls.** Each request to the model is answered with the next *call* of the script: any number of
 * `reasoning`, `text` and `deltas` steps up to and including one tool step (`tool`, `todo`, `task`,
 * `question`, `malformedTool`, or `parallel`, several of them in one call). Prose at the end of the
 * script ends the turn; a script that ends with a tool step is closed with "Done.".
 *
 * **Trouble.** `error`, `drop`, `silent` and `broken` steps belong to the call that follows them (or stand
 * alone) and strike its first `times` requests, also over turns that are cut off; without `times` they strike every one. `retryAfter` is sent
 * as it is, whatever nonsense it may be. A `broken` answer is no proper stream: in the middle of the call's
 * text comes what is no JSON (`garbled`), its end without a word of one (`unfinished`), or the same word for
 * ever (`endless`).
 *
 * **Turns.** Every user message opens a turn. A message with a block or marker of its own uses that; if
 * not, the nth later message takes the nth `onFix` of the first script; if there is none, a turn that was
 * cut off goes on where it stopped, and after a finished one the answer is "Understood. Nothing more to
 * do.". A conversation without any script gets a small, honest default behaviour.
 *
 * **Several tasks.** A prompt of a combined run has a script in each of its sections: they are followed one after the
 * other. At the end comes the report that the prompt asks for, with the files that each script has written.
 *
 * **Answers.** `{{answer|Goodbye}}` in any text of a step stands for what the user last answered to a
 * question, without characters that mean something in code; for `Goodbye` when that is no short phrase.
 *
 * **Files.** `{{files}}` stands for the files that came with the user's messages, each as its type and the beginning
 * of its digest.
 *
 * **Paths.** `filePath` and `path` in a tool's input may be relative to the agent's working directory.
 *
 * Where a conversation stands is read from its own messages, so the server may be restarted at any time;
 * only the `times` counters live in its memory.
 */
const pace = {
  /** How many pieces the text is streamed in; by default one per word or so. */
  chunks: z.number().int().positive().optional(),
  /** Milliseconds between pieces; 15 by default. */
  delayMs: z.number().int().nonnegative().optional(),
}

/** Milliseconds between streamed pieces when a step does not say. */
export const DEFAULT_DELAY_MS = 15

const times = z.number().int().positive().optional()

const textStep = z.strictObject({ text: z.string(), ...pace })
const reasoningStep = z.strictObject({ reasoning: z.string(), ...pace })
/** That many numbered pieces (`0 1 2 …`) with no pause between them. */
const deltasStep = z.strictObject({ deltas: z.number().int().positive() })

const toolStep = z.strictObject({ tool: z.string(), input: z.record(z.string(), z.unknown()) })
const todoStatus = z.enum(['pending', 'in_progress', 'completed', 'cancelled'])
/** Writes the todo list: pairs of content and status. */
const todoStep = z.strictObject({ todo: z.array(z.tuple([z.string(), todoStatus])) })
/** Calls the `question` tool with one question; `options` are labels. For several use `tool`. */
const questionStep = z.strictObject({
  question: z.strictObject({
    text: z.string(),
    header: z.string().optional(),
    options: z.array(z.string()).default(['Yes', 'No']),
    multiple: z.boolean().optional(),
    custom: z.boolean().optional(),
  }),
})
/** A tool call whose arguments are no JSON. */
const malformedStep = z.strictObject({ malformedTool: z.literal(true) })

/** Starts a sub-agent; `script` drives the sub-agent's own conversation. */
const taskStep: z.ZodType<TaskStep> = z.strictObject({
  task: z.strictObject({
    description: z.string(),
    prompt: z.string().default('Do your part.'),
    agent: z.string().default('general'),
    script: z.lazy(() => script).optional(),
  }),
})
const callStep = z.union([toolStep, todoStep, taskStep, questionStep, malformedStep])
/** Several tool calls in one answer of the model. */
const parallelStep = z.strictObject({ parallel: z.array(callStep).min(1) })

/** An HTTP error, in the words of the API; `retryAfter` is in seconds, or whatever else a provider may send. */
const errorStep = z.strictObject({
  error: z.number().int().min(400).max(599),
  message: z.string().optional(),
  code: z.string().optional(),
  retryAfter: z.union([z.number(), z.string()]).optional(),
  times,
})
/** The connection breaks: before the first byte, or in the middle of the call's text. */
const dropStep = z.strictObject({ drop: z.enum(['before', 'mid']), times })
/** Nothing is sent for that many milliseconds. */
const silentStep = z.strictObject({ silent: z.number().int().positive(), times })
/** An answer that is no proper stream. */
const brokenStep = z.strictObject({ broken: z.enum(['garbled', 'unfinished', 'endless']), times })
/** The `finish_reason` of the call it stands in. */
const finishStep = z.strictObject({ finish: z.enum(['stop', 'length', 'content_filter']) })
/** Tokens the call says it used. */
const usageStep = z.strictObject({
  usage: z.strictObject({
    input: z.number().int(),
    output: z.number().int(),
    cached: z.number().int().default(0),
    reasoning: z.number().int().default(0),
  }),
})
/** Steps of a later turn: the first `onFix` answers the second user message, and so on. */
const onFixStep: z.ZodType<OnFixStep> = z.strictObject({ onFix: z.lazy(() => script) })

const step: z.ZodType<ScriptStep> = z.union([
  textStep,
  reasoningStep,
  deltasStep,
  toolStep,
  todoStep,
  taskStep,
  questionStep,
  malformedStep,
  parallelStep,
  errorStep,
  dropStep,
  silentStep,
  brokenStep,
  finishStep,
  usageStep,
  onFixStep,
])
export const script: z.ZodType<Script> = z.array(step)

interface TaskStep {
  task: { description: string; prompt: string; agent: string; script?: Script | undefined }
}
interface OnFixStep {
  onFix: Script
}
export type CallStep =
  | z.infer<typeof toolStep>
  | z.infer<typeof todoStep>
  | TaskStep
  | z.infer<typeof questionStep>
  | z.infer<typeof malformedStep>
export type ProseStep = z.infer<typeof textStep> | z.infer<typeof reasoningStep> | z.infer<typeof deltasStep>
export type TroubleStep =
  | z.infer<typeof errorStep>
  | z.infer<typeof dropStep>
  | z.infer<typeof silentStep>
  | z.infer<typeof brokenStep>
export type ScriptStep =
  | ProseStep
  | CallStep
  | { parallel: CallStep[] }
  | TroubleStep
  | z.infer<typeof finishStep>
  | z.infer<typeof usageStep>
  | OnFixStep
export type Script = ScriptStep[]

/** One answer of the model. */
export interface ScriptCall {
  trouble: TroubleStep[]
  prose: ProseStep[]
  calls: CallStep[]
  finish: string | null
  usage: z.infer<typeof usageStep>['usage'] | null
}

const emptyCall = (): ScriptCall => ({ trouble: [], prose: [], calls: [], finish: null, usage: null })

/** Cuts a script into the answers it stands for; `onFix` holds the scripts of later turns. */
export function callsOf(steps: Script): { calls: ScriptCall[]; onFix: Script[] } {
  const calls: ScriptCall[] = []
  const onFix: Script[] = []
  let current = emptyCall()
  let used = false
  for (const one of steps) {
    if ('onFix' in one) {
      onFix.push(one.onFix)
      continue
    }
    used = true
    if ('text' in one || 'reasoning' in one || 'deltas' in one) current.prose.push(one)
    else if ('error' in one || 'drop' in one || 'silent' in one || 'broken' in one) current.trouble.push(one)
    else if ('finish' in one) current.finish = one.finish
    else if ('usage' in one) current.usage = one.usage
    else {
      current.calls = 'parallel' in one ? one.parallel : [one]
      calls.push(current)
      current = emptyCall()
      used = false
    }
  }
  if (used) calls.push(current)
  return { calls, onFix }
}

const BLOCKS = /^```openlinear-script[ \t]*([^\n]*?)[ \t]*\n([\s\S]*?)\n```[ \t]*$/gm
const MARKER = /^<!--\s*practice:\s*([\w-]+)\s*-->\s*$/m

/**
 * The script that a message carries for a model, or null.
 *
 * @throws an error in words when the block is no script or the marker names none
 */
export function scriptIn(
  message: string,
  builtIn: Readonly<Record<string, Script>>,
  model?: string,
): Script | null {
  const blocks = [...message.matchAll(BLOCKS)]
  const block = blocks.find(([, name]) => name === model) ?? blocks.find(([, name]) => name === '')
  if (block !== undefined) {
    const parsed = script.safeParse(JSON.parse(block[2] ?? ''))
    if (!parsed.success) throw new Error(`This is no practice script: ${z.prettifyError(parsed.error)}`)
    return parsed.data
  }
  const name = MARKER.exec(message)?.[1]
  if (name === undefined) return null
  const found = builtIn[name]
  if (found === undefined) throw new Error(`There is no practice script named ${name}.`)
  return found
}

/** A script as the fenced block that {@link scriptIn} reads. @param model the only one that it is for */
export const scriptBlock = (steps: Script, model = '') =>
  `\`\`\`openlinear-script ${model}`.trimEnd() + `\n${JSON.stringify(steps)}\n\`\`\``
