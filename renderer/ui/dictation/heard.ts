import type { RecognitionErrorCode } from './recognition.ts'

/** A piece of what is heard. One that is not final may still come to read otherwise. */
export type Heard = { text: string; isFinal: boolean }

/** Why dictation did not come about. */
export type Failure = 'refused' | 'no-microphone' | 'no-language' | 'broken'

export type Dictation = {
  /** `starting`: the browser may be asking for the microphone. `ending`: the last words are still being worked out. */
  phase: 'still' | 'starting' | 'listening' | 'ending'
  /** How many pieces of this session have been given as words. */
  taken: number
  /** What is heard and not final, as it reads now. */
  interim: string
  /** What became of the last session; null = it went well, or there was none. */
  failure: Failure | null
}

export type DictationEvent =
  | { type: 'begin' }
  | { type: 'start' }
  /** All pieces of the session so far. */
  | { type: 'result'; heard: readonly Heard[] }
  | { type: 'stop' }
  | { type: 'error'; code: RecognitionErrorCode | null }
  | { type: 'end' }

export const STILL: Dictation = { phase: 'still', taken: 0, interim: '', failure: null }

/** Where dictation stands after an event, and the words that are to be written now, piece by piece. */
export function step(now: Dictation, event: DictationEvent): { next: Dictation; words: string[] } {
  if (event.type === 'begin') return { next: { ...STILL, phase: 'starting' }, words: [] }
  // Of a session that is over.
  if (now.phase === 'still') return { next: now, words: [] }
  switch (event.type) {
    case 'start':
      return { next: now.phase === 'starting' ? { ...now, phase: 'listening' } : now, words: [] }
    case 'stop':
      return { next: { ...now, phase: 'ending' }, words: [] }
    case 'result':
      return fold(now, event.heard)
    // What was read off the screen is written, though nobody would call it final.
    case 'end':
      return { next: STILL, words: pieces(now.interim) }
    case 'error':
      return { next: { ...STILL, failure: failureOf(event.code) }, words: pieces(now.interim) }
  }
}

/** Takes what has become final since, in order; the rest stands by. */
function fold(now: Dictation, heard: readonly Heard[]): { next: Dictation; words: string[] } {
  const open = heard.findIndex(({ isFinal }, index) => index >= now.taken && !isFinal)
  const taken = open === -1 ? Math.max(heard.length, now.taken) : open
  return {
    next: {
      ...now,
      taken,
      interim: heard.slice(taken).reduce((so, { text }) => so + joint(so, text.trim(), ''), ''),
    },
    words: heard.slice(now.taken, taken).flatMap(({ text }) => pieces(text)),
  }
}

const pieces = (text: string): string[] => (text.trim() === '' ? [] : [text.trim()])

function failureOf(code: RecognitionErrorCode | null): Failure | null {
  switch (code) {
    // Nobody spoke, or somebody has ended it: neither is news.
    case 'no-speech':
    case 'aborted':
      return null
    case 'not-allowed':
      return 'refused'
    case 'audio-capture':
      return 'no-microphone'
    // With `processLocally`, the draft has a language that is not there end as the second.
    case 'language-not-supported':
    case 'service-not-allowed':
      return 'no-language'
    default:
      return 'broken'
  }
}

/**
 * Words as they are to be written between two texts: with the spaces that belong there, and a capital where a sentence
 * begins (local recognisers give none).
 */
export function fitted(before: string, words: string, after: string, lang: string): string {
  return joint(before, beginsSentence(before) ? capitalised(words, lang) : words, after)
}

/** The words with what parts them from their neighbours. */
function joint(before: string, words: string, after: string): string {
  if (words === '') return ''
  return (isParted(before, words) ? ' ' : '') + words + (isParted(words, after) ? ' ' : '')
}

/** These are written without spaces. */
const UNSPACED = String.raw`\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}`
/** Nothing comes between these and what follows. */
const OPENS = new RegExp(
  String.raw`(?:^|\s|[(\[{<“‘„«¿¡/@#_–—-]|(?:^|[\s(\[{])["'\x60*_~]+|[${UNSPACED}])$`,
  'u',
)
/** Nothing comes between these and what stands before. */
const CLOSES = new RegExp(
  String.raw`^(?:$|\s|[.,;:!?%)\]}>”’»…]|["'\x60*_~]+(?:$|[\s.,;:!?)\]}])|[${UNSPACED}])`,
  'u',
)

const isParted = (left: string, right: string): boolean => !OPENS.test(left) && !CLOSES.test(right)

/** At the beginning of a text or of a line (of a list, too), and after the end of a sentence (`e.g.` is none). */
const beginsSentence = (before: string): boolean =>
  /(?:^|\n)\s*(?:[-*+>]|#+|\d+[.)])?\s*$/.test(before) || /[\p{L}\p{N}]{2}[.!?]["”’»)]*\s*$/u.test(before)

function capitalised(words: string, lang: string): string {
  const [first = ''] = words
  // A name such as iPhone is as it is.
  return /^\p{Ll}\p{Lu}/u.test(words) ? words : first.toLocaleUpperCase(lang) + words.slice(first.length)
}

/** The end of a text that is longer than so many characters, from a word on. */
export function tail(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(-most)
  const space = cut.search(/\s/)
  return `… ${cut.slice(space === -1 ? 0 : space).trim()}`
}
