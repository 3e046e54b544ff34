import type { FailureCode } from '#shared/run-words.ts'
import type { WireError } from './wire.ts'

export interface AgentFailure {
  code: FailureCode
  /** One line a person can read, without keys. */
  message: string
}

const LONGEST = 400

/** OpenCode shows the whole of a configuration that it cannot read, with the keys in it. */
export const withoutConfig = (text: string) =>
  text.replace(/--- JSONC Input ---[^]*/, 'it is not valid JSON.')

/** What a provider or OpenCode says, in one line, with anything that looks like a key taken out. */
export function humanLine(text: unknown): string {
  const raw = typeof text === 'string' ? text : ''
  const line = withoutConfig(raw)
    .replaceAll(/\b(Bearer|Basic)\s+[^\s"',;]+/gi, '$1 [key]')
    .replaceAll(/([?&](?:api_?key|key|token|auth)=)[^&\s"']+/gi, '$1[key]')
    .replaceAll(
      /\b(?:sk|pk|rk|xai|gsk|ghp|gho|ghs|hf|glpat|AIza)[-_][-\w*.]{5,}[\w*]|\bAIza[-\w]{10,}/g,
      '[key]',
    )
    .replaceAll(/\bgithub_pat_\w{8,}/g, '[key]')
    // A stack is for the log of the server, not for people.
    .replace(/\s+at (?:async )?[\w.$<>]+ \((?:\/|file:|native)[^]*$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
}

const UNREACHABLE =
  /unable to connect|cannot connect|connection (?:reset|refused|closed)|ECONN|ENOTFOUND|EAI_AGAIN|timed? ?out|socket|network|fetch failed|overloaded/i
const LIMITED = /rate.?limit|quota|too many requests|insufficient_quota|usage limit/i

/** Whether a limit is one that no waiting lifts. */
export function isOutOfMoney({ data }: WireError): boolean {
  const { statusCode, message, responseBody }: Record<string, unknown> = data ?? {}
  return statusCode === 402 || /insufficient_quota/.test(`${String(message)} ${String(responseBody)}`)
}

/** Names the kind of a failed turn from the error OpenCode stored with it. */
export function failureOf(error: WireError): AgentFailure {
  const data: Record<string, unknown> = error.data ?? {}
  const detail = humanLine(data.message)
  const say = (code: FailureCode, sentence: string): AgentFailure => ({
    code,
    message: detail === '' ? `${sentence}.` : `${sentence}: ${detail}`,
  })
  switch (error.name) {
    case 'ProviderAuthError':
      return say('provider_auth', 'The model provider did not accept the sign-in')
    case 'ContextOverflowError':
      return say('context_overflow', 'The conversation no longer fits into the model’s context')
    case 'ContentFilterError':
      return say('agent_error', 'The model provider’s content filter stopped the answer')
    case 'MessageOutputLengthError':
      return say('agent_error', 'The model’s answer was too long')
    case 'APIError': {
      const status = typeof data.statusCode === 'number' ? data.statusCode : undefined
      if (status === 401 || status === 403)
        return say('provider_auth', `The model provider refused the key (HTTP ${status})`)
      if (status === 429 || status === 402 || LIMITED.test(detail))
        return say('rate_limited', 'The model provider limits the requests')
      if (status === undefined || status >= 500 || status === 408)
        return say(
          'model_unreachable',
          status === undefined
            ? 'The model could not be reached'
            : `The model provider kept failing (HTTP ${status})`,
        )
      if (status === 404) return say('agent_error', 'The provider does not know this model')
      return say('agent_error', `The model provider refused the request (HTTP ${status})`)
    }
    default:
      if (/model not found/i.test(detail))
        return say('agent_error', 'OpenCode does not know this model; choose another one')
      if (UNREACHABLE.test(detail)) return say('model_unreachable', 'The model could not be reached')
      if (LIMITED.test(detail)) return say('rate_limited', 'The model provider limits the requests')
      return say('agent_error', 'The agent stopped with an error')
  }
}
