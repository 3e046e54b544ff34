import { useEffect } from 'react'

/** Names of highlights. */
const ALL = 'log-found'
const HERE = 'log-found-here'
const LOOKS = `
  ::highlight(${ALL}) { background: color-mix(in srgb, var(--wait) 22%, transparent); }
  ::highlight(${HERE}) { background: color-mix(in srgb, var(--wait) 45%, transparent); color: var(--fg); }
`
/** More marks than this in what is drawn tell nothing more. */
const MOST = 2000

/** Not in a style sheet of the page: what builds those does not know such rules. */
let looks: CSSStyleSheet | null = null
function addLooks(): void {
  if (looks !== null) return
  looks = new CSSStyleSheet()
  looks.replaceSync(LOOKS)
  document.adoptedStyleSheets.push(looks)
}

/** Where an element says the words, whatever their case. */
export function rangesOf(element: Element, words: string): Range[] {
  const ranges: Range[] = []
  const wanted = words.toLowerCase()
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null && ranges.length < MOST; node = walker.nextNode()) {
    const text = node.nodeValue?.toLowerCase() ?? ''
    // A letter whose small one is longer would move what comes after it.
    if (text.length !== node.nodeValue?.length) continue
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      ranges.push(range)
    }
  }
  return ranges
}

/** Marks the words in what is drawn, without changing it: in the row with the key `active` more than elsewhere. */
export function useMarkedWords(
  content: () => HTMLElement | null,
  words: string,
  active: string | null,
): void {
  // After each drawing: rows come and go as one scrolls.
  useEffect(() => {
    const element = content()
    if (element === null || words === '' || !('highlights' in CSS)) return
    addLooks()
    const here = new Highlight()
    const all = new Highlight()
    for (const row of element.querySelectorAll('[data-row-key]'))
      for (const range of rangesOf(row, words))
        (row.getAttribute('data-row-key') === active ? here : all).add(range)
    CSS.highlights.set(ALL, all)
    CSS.highlights.set(HERE, here)
    return () => {
      CSS.highlights.delete(ALL)
      CSS.highlights.delete(HERE)
    }
  })
}
