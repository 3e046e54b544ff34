import { ORPCError } from '@orpc/client'
import { t } from '../strings/t.ts'

export type Problem = { code: string; message: string; details: Record<string, unknown> | null }

/** What went wrong with a call, in words for the user. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    const data: unknown = error.data
    const inner = isRecord(data) && isRecord(data['details']) ? data['details'] : isRecord(data) ? data : null
    const issue = inner === null ? null : (firstIssue(inner) ?? withoutField(error.message, inner['field']))
    const code = isRecord(data) && typeof data['code'] === 'string' ? data['code'] : String(error.code)
    return { code, message: issue ?? error.message, details: inner }
  }
  if (error instanceof TypeError) {
    return {
      code: 'OFFLINE',
      message: t('OpenLinear cannot be reached. Is it still running?'),
      details: null,
    }
  }
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    details: null,
  }
}

/** The page of the server on which the user can mend what it refused; null = there is none. */
export function mendingPage({ details }: Problem): { url: string; label: string } | null {
  const url = details?.['url']
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url)) return null
  const isSso = details?.['failure'] === 'sso_required' || details?.['reason'] === 'sso'
  return { url, label: isSso ? t('Authorise the account at GitHub') : t('Mend it at GitHub') }
}

/** What the host has refused as part of a call about several things, as an error of its own. */
export const refusedAs = ({ code, message, details }: Problem): Error =>
  new ORPCError(code, { message, data: details })

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is wrong with the first field of a refused input; its name in the contract says nothing to the user. */
function firstIssue(data: Record<string, unknown>): string | null {
  const issues = data['issues']
  if (!Array.isArray(issues)) return null
  const issue: unknown = issues[0]
  if (!isRecord(issue) || typeof issue['message'] !== 'string') return null
  return asSentence(issue['message'])
}

function withoutField(message: string, field: unknown): string {
  const prefix = `${String(field)}: `
  return message.startsWith(prefix) ? asSentence(message.slice(prefix.length)) : message
}

const asSentence = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)
