import type { Request, RequestAnswer } from '#shared/requests.ts'
import { t } from '../strings/t.ts'
import { visible } from '../ui/visible-text.ts'

/** What the agent, or one of its own, wants, to be read before its object. Other permissions are tools by their own name. */
const WANTS: Record<string, { agent: string; subAgent: string }> = {
  bash: { agent: t('Wants to run'), subAgent: t('A sub-agent wants to run') },
  edit: { agent: t('Wants to edit'), subAgent: t('A sub-agent wants to edit') },
  read: { agent: t('Wants to read'), subAgent: t('A sub-agent wants to read') },
  external_directory: {
    agent: t('Wants to leave the worktree'),
    subAgent: t('A sub-agent wants to leave the worktree'),
  },
  webfetch: { agent: t('Wants to fetch'), subAgent: t('A sub-agent wants to fetch') },
  websearch: { agent: t('Wants to search the web'), subAgent: t('A sub-agent wants to search the web') },
  doom_loop: {
    agent: t('Does the same again and again'),
    subAgent: t('A sub-agent does the same again and again'),
  },
}

/** What is asked, in a few words: `Wants to run`, a question's header, or the whole title of what we ask. */
export function headline(request: Request): string {
  if (request.kind === 'permission') {
    const known = WANTS[request.permission ?? '']
    if (known !== undefined) return request.subAgent ? known.subAgent : known.agent
    const tool = request.permission ?? t('a tool')
    return request.subAgent
      ? t('A sub-agent wants to use {tool}', { tool })
      : t('Wants to use {tool}', { tool })
  }
  const { questions } = request
  if (questions === undefined || questions.length === 0) return request.title
  const [first] = questions
  const count = questions.length
  if (count > 1)
    return request.subAgent
      ? t('A sub-agent asks {count} questions', { count })
      : t('Asks {count} questions', { count })
  if (first?.header !== undefined && first.header.trim() !== '') return visible(first.header)
  return request.subAgent ? t('A sub-agent asks') : t('Asks')
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
  const { message } = answer
  const withMessage = (words: string) =>
    message === undefined ? words : t('{answer}: “{message}”', { answer: words, message })
  if (answer.choice !== undefined) {
    const label = request.choices?.find((choice) => choice.id === answer.choice)?.label
    return withMessage(label ?? answer.choice)
  }
  if (answer.answers !== undefined) return answer.answers.map((labels) => labels.join(', ')).join(' · ')
  if (answer.reply === 'once') return t('Allowed once')
  if (answer.reply === 'always') return t('Always allowed')
  return withMessage(request.kind === 'question' ? t('Dismissed') : t('Rejected'))
}
