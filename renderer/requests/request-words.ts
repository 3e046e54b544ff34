import type { Request, RequestAnswer } from '#shared/requests.ts'
import { visible } from '../ui/visible-text.ts'

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

/** Permissions whose patterns say less than their detail: a command, or the path in a folder. */
const BY_DETAIL = ['bash', 'external_directory']

/** The command, paths or addresses that a permission is for, one a line, all of it. */
export function objectOf({ permission = '', patterns = [], detail }: Request): string {
  const all = patterns.join('\n')
  return visible(BY_DETAIL.includes(permission) ? (detail ?? all) : all)
}

/** What else there is to read before a permission is given; null when its object says everything. */
export function moreOf(request: Request): { kind: 'diff' | 'text'; text: string } | null {
  const { detail, permission } = request
  if (detail === undefined || detail.trim() === '' || BY_DETAIL.includes(permission ?? '')) return null
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

/** Words without the marks of Markdown, for a place that has no room for more than words. */
export const plainText = (text: string): string =>
  text
    .replaceAll(/```\w*\n?|`/g, '')
    .replaceAll(/(\*\*|__)(?=\S)(.+?)\1/g, '$2')
    .replaceAll(/^#{1,6}\s+/gm, '')

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
