/** A line that opens or closes code: three or more of one mark. */
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/
/** Longest text that is looked at: what GitHub takes at most. */
const MOST = 65_536

/**
 * Whether a comment in Markdown speaks to `login` as GitHub understands it: `@login` that stands alone, in any case,
 * and neither in code, in what is quoted of somebody else, nor in what is not shown.
 */
export function speaksTo(body: string, login: string): boolean {
  const name = new RegExp(`(?<![\\w@/.\`-])@${login.replaceAll(/[^\w]/g, '\\$&')}(?![\\w/-])`, 'i')
  if (!name.test(body)) return false
  return name.test(said(body.slice(0, MOST)))
}

/** What of a comment its author says to its readers. */
function said(body: string): string {
  const kept: string[] = []
  let fence: string | null = null
  // A line below a quote without a blank one between goes on with it.
  let isQuoted = false
  for (const line of body.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '').split(/\r?\n/)) {
    const [, marks = '', rest = ''] = FENCE.exec(line) ?? []
    if (fence !== null) {
      if (marks.startsWith(fence) && rest.trim() === '') fence = null
      continue
    }
    if (marks !== '' && !(marks.startsWith('`') && rest.includes('`'))) {
      fence = marks
      isQuoted = false
      continue
    }
    const isBlank = line.trim() === ''
    isQuoted = !isBlank && (isQuoted || /^ {0,3}>/.test(line))
    const before = kept.at(-1) ?? ''
    // Four blanks make code of a paragraph of its own.
    const isIndented = /^(?: {4}|\t)/.test(line) && before.trim() === ''
    kept.push(isQuoted || isIndented ? '' : line)
  }
  return withoutCode(kept.join('\n'))
}

/** Leaves spans of code out: from some backticks to as many again, within a paragraph. */
const withoutCode = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/(?<!`)(`{1,20})(?!`)[^]*?(?<!`)\1(?!`)/g, ''))
    .join('\n\n')
