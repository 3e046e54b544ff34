// Page and host read it, so nothing of zod may stand here.

/** Letters of a path that are not offered: with one of these a name would not be read as it stands. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/u
/** A path of these alone is written without quotation marks. */
const PLAIN = /^[\p{L}\p{N}\p{M}_$~+@%=^&#!/.-]+$/u
/** What would be taken for the end of a sentence behind it. */
const ENDS_SENTENCE = /[.!]$/

/** Whether a path can be written into a text so that everybody reads the same: a name made up to deceive is none. */
export const isMentionable = (path: string): boolean => path !== '' && !UNSEEN.test(path)

/** What a text says to name a file or a folder of the repository. */
export const mentionOf = (path: string): string =>
  PLAIN.test(path) && !ENDS_SENTENCE.test(path) ? `@${path}` : `@"${path.replaceAll(/["\\]/g, '\\$&')}"`

/** A mention in a text: quoted, or as long as there are letters of a plain path. */
const MENTION = /(?<![\p{L}\p{N}_@/.`-])@(?:"((?:\\["\\]|[^"\\\n])+)"|([\p{L}\p{N}\p{M}_$~+%=^&#!/.@-]+))/gu

/**
 * The paths that a text names with `@`, each once, in the order in which it first does. A bare word such as `@alice`
 * may be somebody's name: whoever asks looks whether there is such a file.
 */
export function mentionsIn(text: string): string[] {
  const paths = [...text.matchAll(MENTION)].map(([, quoted, plain = '']) =>
    quoted === undefined ? plain.replace(/[.!]+$/, '') : quoted.replaceAll(/\\(["\\])/g, '$1'),
  )
  return [...new Set(paths.map((path) => path.replace(/^(?:\.\/)+/, '')).filter(isMentionable))]
}

/** Whether `@` at the end of a text begins a mention, and what is typed behind it; null = it does not. */
export function openMention(before: string): { length: number; query: string } | null {
  const typed = /(?:^|[\s([{,;:"'*_>])@(?:"([^"\n]{0,200})|([^\s"`@,;()[\]{}]{0,200}))$/u.exec(before)
  if (typed === null) return null
  const query = typed[1] ?? typed[2] ?? ''
  return { length: query.length + (typed[1] === undefined ? 1 : 2), query }
}
