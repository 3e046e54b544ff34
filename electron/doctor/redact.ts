import { redact as redactUserInfo } from '../git/git.ts'

export type Redact = <T>(value: T) => T

export interface RedactOptions {
  /** The user's home folder, which becomes `~`. */
  home: string
  /** Texts to be hidden wherever they stand, and what stands in their place. */
  hide: readonly (readonly [text: string, name: string])[]
  /**
   * `bundle` (the default): what is sent to a stranger. `record`: the user's own story with its code, in which
   * addresses stay, without credentials, and words such as “token” count only with a colon or an equals sign.
   */
  what?: 'bundle' | 'record'
}

const HIDDEN = '<hidden>'
/** Shorter texts are found in the midst of others, and say little. */
const SHORTEST = 4

/** Keys and tokens by their shapes. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // OpenAI, Anthropic, OpenRouter, Stripe and those who do as they do.
  /\b(sk|pk|rk|xai|gsk|hf|r8|nvapi|pplx|csk|tvly|fw)[-_][A-Za-z0-9_-]{12,}/g,
  /\bgh[oprsu]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}/g,
  /\bxox[abeoprs]-[\w-]{10,}|\blin_(api|oauth)_\w{10,}|\bnpm_[A-Za-z0-9]{30,}/g,
  /\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}|\b(AKIA|ASIA)[A-Z0-9]{16}\b/g,
  // A JSON web token.
  /\beyJ[\w-]{8,500}\.[\w-]{8,}\.[\w-]*/g,
]
// How often something may be repeated is bounded: what is read was written by others, and must not take minutes.
/** Words that stand before a secret, also at the end of a name such as `DB_PASSWORD`. */
const WORDS = '(?:authorization|bearer|basic|token|api[-_ ]?key|x-api-key|password|passwd|secret|cookie)'
const SCHEME = '(?:(?:bearer|basic|token)\\s{1,5})?'
const VALUE = '([^\\s"\',;<>]{6,})'
const named = (between: string) =>
  new RegExp(`(?<![a-z0-9])(${WORDS}["']?\\s{0,5}${between}\\s{0,5}["']?${SCHEME})${VALUE}`, 'gi')
const NAMED = named('[:= ]')
const NAMED_IN_PROSE = named('[:=]')
const SCHEMES_IN_PROSE = new RegExp(`(?<![a-z0-9])((?:bearer|basic)\\s{1,5})(?=\\S*\\d)${VALUE}`, 'gi')
/** Long enough to be a random token, with capitals, small letters and digits; ids and hashes have none of the first. */
const RANDOM = /(?<![\w/+-])(?=[\w+-]*[A-Z])(?=[\w+-]*[a-z])(?=[\w+-]*\d)[\w+-]{32,}={0,2}(?![\w/+-])/g
const ADDRESS = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'<>)]+/gi
const SCP_ADDRESS = /\b[\w.-]{1,64}@[\w.-]{1,255}\.[a-z]{2,63}:[^\s"'<>)]+/gi
const EMAIL = /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,10}\.[a-z]{2,63}\b/gi
const LOOPBACK = /^[a-z]+:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/i
const SECRET_NAME = /^(authorization|cookie|token|password|secret|api_?key|key)$/i

/** Makes what may leave the machine out of anything that is JSON: no secrets, no addresses, no private names. */
export function createRedact({ home, hide, what = 'bundle' }: RedactOptions): Redact {
  // The longest first: a name may be part of a path.
  const hidden = hide.filter(([text]) => text.length >= SHORTEST).toSorted(([a], [b]) => b.length - a.length)

  function text(value: string): string {
    let result = value
    for (const [secret, name] of hidden) result = result.replaceAll(secret, name)
    result = redactUserInfo(result)
    if (what === 'bundle') {
      result = result.replace(ADDRESS, (address) =>
        LOOPBACK.test(address) ? withoutQuery(address) : '<address>',
      )
      result = result.replace(SCP_ADDRESS, '<address>').replace(EMAIL, '<address>')
    }
    for (const shape of SHAPES) result = result.replace(shape, HIDDEN)
    if (what === 'bundle') result = result.replace(NAMED, `$1${HIDDEN}`)
    else result = result.replace(NAMED_IN_PROSE, `$1${HIDDEN}`).replace(SCHEMES_IN_PROSE, `$1${HIDDEN}`)
    result = result.replace(RANDOM, HIDDEN)
    return home.length >= SHORTEST ? result.replaceAll(home, '~') : result
  }

  function walk(value: unknown): unknown {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        text(name),
        typeof one === 'string' && SECRET_NAME.test(name) ? HIDDEN : walk(one),
      ]),
    )
  }
  return (value) => walk(value) as typeof value
}

const withoutQuery = (address: string) => address.replace(/[?#].*$/, '')
