import type { Request, RequestAnswer } from '#shared/requests.ts'

/** What the agent wants, to be read before its object. Other permissions are tools by their own name. */
const WANTS: Record<string, string> = {
  bash: 'wants to run',
  edit: 'wants to edit',
  read: 'wants to read',
  external_directory: 'wants to leave the worktree',
  webfetch: 'wants to fetch',
  websearch: 'wants to search the web',
  doom_loop: 'does the same again and again',
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What is asked, in a few words: `Wants to run`, a question's header, or the whole title of what we ask. */
export function headline(request: Request): string {
  if (request.kind === 'permission') {
    const wants = WANTS[request.permission ?? ''] ?? `wants to use ${request.permission ?? 'a tool'}`
    return request.subAgent ? `A sub-agent ${wants}` : capital(wants)
  }
  const { questions } = request
  if (questions === undefined || questions.length === 0) return request.title
  const [first] = questions
  const who = request.subAgent ? 'A sub-agent asks' : 'Asks'
  if (questions.length > 1) return `${who} ${questions.length} questions`
  return first?.header === undefined || first.header.trim() === '' ? who : visible(first.header)
}

/** The command, paths or addresses that a permission is for, one a line, all of it. */
export function objectOf(request: Request): string {
  const patterns = (request.patterns ?? []).join('\n')
  return visible(request.permission === 'bash' ? (request.detail ?? patterns) : patterns)
}

/** What else there is to read before a permission is given; null when its object says everything. */
export function moreOf(request: Request): { kind: 'diff' | 'text'; text: string } | null {
  const { detail, permission } = request
  if (detail === undefined || detail.trim() === '' || permission === 'bash') return null
  if (permission === 'edit') return { kind: 'diff', text: detail }
  return visible(detail) === objectOf(request) ? null : { kind: 'text', text: visible(detail) }
}

/** Longer than this in letters or lines, a card cannot show all of it. */
const CARD_LETTERS = 150
const CARD_LINES = 3

/** Whether a card shows all that would be allowed: nobody should allow what they could not read. */
export function fitsCard(request: Request): boolean {
  const object = objectOf(request)
  return object.length <= CARD_LETTERS && object.split('\n').length <= CARD_LINES
}

// What turns the direction of text, has no width or moves a terminal's cursor; tab and newline are plain.
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** The text with its invisible letters written out: they could make it read as something else than it is. */
export const visible = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(HIDDEN, (letter) => {
    const code = letter.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? ''
    return `⟨U+${code}⟩`
  })

/** What was answered, in words. */
export function answerWords(request: Request, answer: RequestAnswer): string {
  const said = answer.message === undefined ? '' : `: “${answer.message}”`
  if (answer.choice !== undefined) {
    const label = request.choices?.find((choice) => choice.id === answer.choice)?.label
    return `${label ?? answer.choice}${said}`
  }
  if (answer.answers !== undefined) return answer.answers.map((labels) => labels.join(', ')).join(' · ')
  if (answer.reply === 'once') return 'Allowed once'
  if (answer.reply === 'always') return 'Always allowed'
  return `${request.kind === 'question' ? 'Dismissed' : 'Rejected'}${said}`
}
