/** A line that may become a task. */
export type Line = {
  title: string
  /** What of a long line is no title any more. */
  description: string
  /** Ticked off in the list it comes from. */
  isDone: boolean
}

/** As long as a title may be. */
const TITLE = 500

/** Marks of lists: `-`, `*`, `+`, `•`, `1.`, `2)`, each perhaps with a box to tick. */
const MARK = /^(?:[-*+•–]|\d{1,4}[.)])\s+/
const BOX = /^\[([ xX])\]\s+/

/** Tasks that a text tells of, a line each; empty lines and the marks of lists are left out. */
export function linesIn(text: string): Line[] {
  const lines: Line[] = []
  for (const raw of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const marked = raw.trim().replace(MARK, '')
    const box = BOX.exec(marked)
    const words = (box === null ? marked : marked.slice(box[0].length)).replace(/\s+/g, ' ').trim()
    if (words === '' || /^[-*+•–]$/.test(words) || /^\[[ xX]\]$/.test(words)) continue
    lines.push({ ...cut(words), isDone: box !== null && box[1] !== ' ' })
  }
  return lines
}

/** At a space where there is one near enough. */
function cut(words: string): { title: string; description: string } {
  if (words.length <= TITLE) return { title: words, description: '' }
  const space = words.lastIndexOf(' ', TITLE)
  const at = space > TITLE / 2 ? space : TITLE
  return { title: words.slice(0, at).trim(), description: words.slice(at).trim() }
}
