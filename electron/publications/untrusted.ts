/**
 * Text that others have written, for a place where GitHub acts on what it reads: tasks may be imported, and agents
 * repeat what they have read.
 */

/** A fence of code that is open, by its mark. */
const FENCE = /^ {0,3}(`{3,}|~{3,})/

/**
 * Takes away what text in a pull request would do beside being read: nobody is called by `@name`, no issue is closed by
 * “fixes #1”, and no fence, comment or element that is left open swallows what comes after it. Code stays as it is.
 */
export function quiet(text: string): string {
  let fence: string | null = null
  const lines = text.split(/\r\n?|\n/).map((line) => {
    const mark = FENCE.exec(line)?.[1]
    if (fence !== null) {
      if (mark !== undefined && mark.startsWith(fence) && line.trim() === mark) fence = null
      return line
    }
    if (mark !== undefined) {
      fence = mark
      return line
    }
    return outsideCode(line)
  })
  if (fence !== null) lines.push(fence)
  return lines.join('\n').trim()
}

/** The same for a title: on one line, and without marks that GitHub would make something of. */
export const quietLine = (text: string) => outsideCode(text.replaceAll(/\s+/g, ' ').trim())

function outsideCode(line: string): string {
  return line
    .split(/(`+[^`]*`+)/)
    .map((part, index) => (index % 2 === 1 ? part : withoutEffects(part)))
    .join('')
}

const MENTION = /(^|[^\w`/@.-])@([a-z\d][a-z\d-]{0,38}(?:\/[\w.-]{1,100})?)/gi
const CLOSING =
  /\b((?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s{1,5})((?:[\w.-]{1,100}\/[\w.-]{1,100})?#\d{1,9}|https?:\/\/[^\s)]{1,300}\/issues\/\d{1,9}|GH-\d{1,9})/gi

const withoutEffects = (text: string) =>
  text
    .replaceAll(/<(?=[a-z!/?])/gi, '&lt;')
    .replaceAll(CLOSING, '$1`$2`')
    .replaceAll(MENTION, '$1`@$2`')

/** At most so many characters, cut between lines or words where that is possible, with a word about it. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const room = Math.max(0, most - CUT.length)
  const part = text.slice(0, room)
  const end = [part.lastIndexOf('\n'), part.lastIndexOf(' ')].find((at) => at > room * 0.7) ?? room
  return `${part.slice(0, end).trimEnd().toWellFormed()}${CUT}`
}

const CUT = ' … (cut)'
