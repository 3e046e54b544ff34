import { AppError } from '#shared/errors.ts'
import type { AnswerRequest, Choice, Question, Request, RequestAnswer } from '#shared/requests.ts'
import type { AgentAsk, AskReply } from '../agents/runtime.ts'

/** Who asks: the agent, or the engine with one of its own questions. */
export type Subject = 'agent' | 'limit' | 'base' | 'commit' | 'trust'

/** What a request holds beyond its title, by its kind. Kept as JSON in the request's row. */
export type RequestBody = Pick<
  Request,
  'permission' | 'patterns' | 'always' | 'detail' | 'questions' | 'choices' | 'trust' | 'budget'
>

/** What is needed of a request to take its answer. */
type Asked = Pick<Request, 'kind' | 'permission' | 'questions' | 'choices'>

/** Longest question in a title, in characters. The request holds all of it. */
const LONGEST_TITLE = 200

/** One line that says what the agent asks. */
export function titleOf(ask: AgentAsk): string {
  if (ask.kind === 'permission') return ask.title
  const [first, ...more] = ask.questions.map(({ question }) => question.replaceAll(/\s+/g, ' ').trim())
  const title =
    first === undefined || first === ''
      ? 'The agent has a question.'
      : first.length > LONGEST_TITLE
        ? `${first.slice(0, LONGEST_TITLE - 1)}…`
        : first
  return more.length === 0 ? title : `${title} (and ${more.length} more)`
}

/** The agent's ask in the shape of a request's body. */
export function bodyOf(ask: AgentAsk): RequestBody {
  if (ask.kind === 'question') return { questions: ask.questions }
  const { permission, patterns, always, detail } = ask
  return { permission, patterns, always, ...(detail === null ? {} : { detail }) }
}

/**
 * Whether the agent asks again what it asked before its server died: the same permission for the same, or
 * the same questions. All that the user has seen counts: a pattern such as `/etc/*` says neither which
 * command is for it nor which edit.
 */
export function isAskedAgain(body: RequestBody, ask: AgentAsk): boolean {
  if (ask.kind === 'permission') {
    return (
      body.permission === ask.permission &&
      sameTexts(body.patterns ?? [], ask.patterns) &&
      plain(body.detail ?? '') === plain(ask.detail ?? '')
    )
  }
  const texts = (questions: Question[]) =>
    questions.flatMap(({ question, options }) => [question, ...options.map(({ label }) => label)])
  return body.questions !== undefined && sameTexts(texts(body.questions), texts(ask.questions))
}

const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

const sameTexts = (some: string[], others: string[]) =>
  some.length === others.length && some.every((one, index) => one === others[index])

/**
 * The answer in `input`, if it fits what was asked.
 *
 * @throws AppError BAD_REQUEST that says which fields the request takes, with them in `details.takes`
 */
export function checkAnswer(asked: Asked, input: AnswerRequest): RequestAnswer {
  const { id: _id, model, agent, variant, ...answer } = input
  if (asked.choices === undefined || answer.choice !== 'continue') {
    if (model !== undefined || agent !== undefined || variant !== undefined)
      throw refused('Who works (`model`, `agent`, `variant`) is chosen only with `choice: continue`.', [
        'choice',
      ])
  }
  if (asked.choices !== undefined) return checkChoice(asked.choices, answer)
  return asked.kind === 'permission' ? checkReply(answer) : checkAnswers(asked.questions ?? [], answer)
}

function checkReply({ reply, message, ...others }: RequestAnswer): RequestAnswer {
  if (reply === undefined || has(others)) {
    throw refused('A permission takes `reply` (once, always or reject).', ['reply', 'message'])
  }
  if (message !== undefined && reply !== 'reject') {
    throw refused('A permission takes a `message` only with `reply: reject`.', ['reply', 'message'])
  }
  return { reply, ...(message === undefined ? {} : { message }) }
}

function checkChoice(choices: Choice[], { choice, message, ...others }: RequestAnswer): RequestAnswer {
  const names = choices.map(({ id }) => id).join(', ')
  if (choice === undefined || has(others)) {
    throw refused(`This request takes \`choice\` (${names}).`, ['choice', 'message'], { choices })
  }
  if (!choices.some(({ id }) => id === choice)) {
    throw refused(`“${choice}” is not one of the answers (${names}).`, ['choice'], { choices })
  }
  if (message !== undefined && choice !== 'continue') {
    throw refused('This request takes a `message` only with `choice: continue`.', ['choice'], { choices })
  }
  return { choice, ...(message === undefined ? {} : { message }) }
}

function checkAnswers(questions: Question[], input: RequestAnswer): RequestAnswer {
  const { reply, message, answers, ...others } = input
  const takes = ['answers', 'reply', 'message']
  const isRefusal = reply === 'reject' && answers === undefined
  const isAnswer = answers !== undefined && reply === undefined && message === undefined
  if (has(others) || !(isRefusal || isAnswer)) {
    throw refused(
      'A question takes `answers` (a list for each question), or `reply: reject` with or without a `message`.',
      takes,
    )
  }
  if (answers === undefined) return { reply: 'reject', ...(message === undefined ? {} : { message }) }
  if (answers.length !== questions.length) {
    throw refused(`\`answers\` needs one list for each of the ${questions.length} questions.`, takes)
  }
  for (const [index, question] of questions.entries()) checkOne(question, answers[index] ?? [])
  return { answers }
}

function checkOne({ question, options, multiple, custom }: Question, given: string[]): void {
  const takes = ['answers']
  if (given.length === 0) throw refused(`“${question}” has no answer.`, takes)
  if (given.length > 1 && !multiple) throw refused(`“${question}” takes one answer.`, takes)
  const foreign = given.find((one) => !options.some(({ label }) => label === one))
  if (foreign === undefined || custom) return
  const labels = options.map(({ label }) => label).join(', ')
  throw refused(`“${foreign}” is not one of the answers to “${question}” (${labels}).`, takes)
}

const has = (fields: RequestAnswer) => Object.values(fields).some((value) => value !== undefined)

const refused = (message: string, takes: string[], more: Record<string, unknown> = {}) =>
  new AppError('BAD_REQUEST', message, { takes, ...more })

/** What was said to a request, in words for the log and for the agent. */
export function inWords(asked: Asked, answer: RequestAnswer): string {
  const { reply, message, answers, choice } = answer
  if (answers !== undefined) {
    const lines = answers.map((given) => given.join(', '))
    const questions = asked.questions ?? []
    if (questions.length <= 1) return lines.join('')
    return lines.map((line, index) => `${questions[index]?.question ?? ''} ${line}`.trim()).join('; ')
  }
  const words =
    choice === undefined
      ? REPLIES[reply ?? 'reject']
      : (asked.choices?.find(({ id }) => id === choice)?.label ?? choice)
  return message === undefined ? words : `${words}: ${message}`
}

const REPLIES = { once: 'Allowed once', always: 'Allowed for good', reject: 'Refused' }

/** An answer to the agent in the words of the runtime. */
export function toReply({ reply, message, answers }: RequestAnswer): AskReply {
  if (answers !== undefined) return { answers }
  if (reply === 'once' || reply === 'always') return { reply }
  return { reply: 'reject', message: message ?? null }
}
