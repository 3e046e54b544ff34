// Page and host read it, so nothing of zod may stand here.

/** Largest file that can be attached, in bytes. */
export const MAX_ATTACHMENT = 20 << 20

const ID = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}'
const NAMED = new RegExp(`attachment:(${ID})`, 'g')
const ADDRESS = new RegExp(`^attachment:(${ID})$`)
/** What may stand behind the address, up to the end of the reference. */
const REST = /^>?(?:[ \t]{1,9}"[^"\n]*")?\s{0,9}\)/
/** Longest words of a reference, and longest rest of it, in characters. */
const MOST_WORDS = 400

/** A place where a text says `![words](attachment:<id>)`, for a picture, or the same without `!`, for another file. */
interface Reference {
  id: string
  from: number
  to: number
  words: string
}

/** Goes by the addresses, and looks no further around them than it has to: anybody may have written the text. */
function* references(text: string): Generator<Reference> {
  for (const { 0: address, 1: id = '', index } of text.matchAll(NAMED)) {
    const opening = openingBefore(text, index)
    const end = index + address.length
    const rest = opening === null ? null : REST.exec(text.slice(end, end + MOST_WORDS))
    if (opening === null || rest === null) continue
    const isImage = text[opening.from - 1] === '!'
    const words = text.slice(opening.from + 1, opening.to)
    yield { id, from: isImage ? opening.from - 1 : opening.from, to: end + rest[0].length, words }
  }
}

/** The brackets around the words of a reference whose address begins at a place; null = there are none. */
function openingBefore(text: string, address: number): { from: number; to: number } | null {
  const before = /\]\(\s{0,9}<?$/.exec(text.slice(Math.max(0, address - 12), address))
  if (before === null) return null
  const to = address - before[0].length
  if (isEscaped(text, to)) return null
  for (let at = to - 1; at >= 0 && at >= to - MOST_WORDS; at--) {
    if (text[at] !== '[' && text[at] !== ']') continue
    if (isEscaped(text, at)) continue
    return text[at] === '[' ? { from: at, to } : null
  }
  return null
}

function isEscaped(text: string, at: number): boolean {
  let signs = 0
  while (signs < MOST_WORDS && text[at - 1 - signs] === '\\') signs++
  return signs % 2 === 1
}

/**
 * The attachments that a text refers to, each once, in the order in which it first does. What stands in a fence is
 * code, or words of somebody else: it refers to nothing.
 */
export function attachmentIdsIn(text: string): string[] {
  // Most texts have none, and this is asked of every one.
  if (!text.includes('attachment:')) return []
  return [...new Set(Array.from(references(withoutFences(text)), ({ id }) => id))]
}

/**
 * The text with only those references that `isAllowed`: of the others their words are left. Fences are looked into as
 * well, since the text may come to stand outside of them.
 */
export function keepReferences(text: string, isAllowed: (id: string) => boolean): string {
  if (!text.includes('attachment:')) return text
  let kept = ''
  let at = 0
  for (const { id, from, to, words } of references(text)) {
    // One that stands in the words of the one before has gone with it, or stays with it.
    if (isAllowed(id) || from < at) continue
    kept += text.slice(at, from) + words
    at = to
  }
  // What was no reference before may be one now, without the one that stood in its words.
  return (kept + text.slice(at)).replaceAll(NAMED, (whole, id: string) =>
    isAllowed(id) ? whole : 'attached file',
  )
}

/** Every attachment whose address stands in a text, in whatever form, also in one that is written as JSON. */
export const attachmentsNamedIn = (text: string): string[] =>
  text.includes('attachment:') ? Array.from(text.matchAll(NAMED), (match) => match[1] ?? '') : []

/** Every reference of a text, as it is written there; those in fences as well. */
export function referencesIn(text: string): { id: string; text: string }[] {
  if (!text.includes('attachment:')) return []
  return Array.from(references(text), ({ id, from, to }) => ({ id, text: text.slice(from, to) }))
}

/** The text without what it refers to: what is left can be shown in a line. */
export const withoutReferences = (text: string): string =>
  referencesIn(text).reduce((rest, reference) => rest.replace(reference.text, ''), text)

/** The lines that stand in no fenced block, as CommonMark has those: one that is never closed goes to the end. */
function withoutFences(text: string): string {
  const kept: string[] = []
  let fence: string | null = null
  for (const line of text.split('\n')) {
    const sign = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line)
    if (fence === null) {
      // A back quote behind the signs makes it code within a line.
      if (sign?.[1] !== undefined && !(sign[1].startsWith('`') && sign[2]?.includes('`'))) fence = sign[1]
      else kept.push(line)
    } else if (sign?.[1]?.startsWith(fence) === true && sign[2]?.trim() === '') fence = null
  }
  return kept.join('\n')
}

/** The id in an address such as `attachment:0192…`; null where it is another address. */
export const attachmentIdOf = (address: string): string | null => ADDRESS.exec(address.trim())?.[1] ?? null

/** What a text says to refer to an attachment. */
export function attachmentReference(attachment: { id: string; name: string; mime: string }): string {
  const words = attachment.name.replaceAll(/[\\[\]`*_<>!]/g, (sign) => `\\${sign}`)
  return `${isPicture(attachment.mime) ? '!' : ''}[${words}](attachment:${attachment.id})`
}

/** The pictures that are shown in place: kinds that hold no program. */
const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** Whether an attachment of this type is shown as a picture, and given to agents as one. */
export const isPicture = (mime: string): boolean => PICTURES.has(mime)

/** Longest name of an attachment, in characters. */
const MOST_NAME = 120

/** What a file is called here: what was said to be its name, without folders and what could mislead. */
export function attachmentName(said: string): string {
  const base = said.split(/[/\\]/).at(-1) ?? ''
  const plain = base
    .toWellFormed()
    // Controls, and marks that turn the reading around: `exe.png` must not read as `gnp.exe`.
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^\.+/, '')
    .trim()
  if (plain === '') return 'file'
  if (plain.length <= MOST_NAME) return plain
  const ending = /\.[A-Za-z0-9]{1,12}$/.exec(plain)?.[0] ?? ''
  return `${plain
    .slice(0, MOST_NAME - ending.length - 1)
    .toWellFormed()
    .replaceAll('\ufffd', '')}…${ending}`
}
