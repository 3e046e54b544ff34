/** What cuts its text: one line, or a few. */
const CUT = '.truncate, [class*="line-clamp-"]'
const TOLD = 'data-full-text'

/**
 * Has text that is cut show as a whole while the pointer rests on it, wherever on the page. Whoever names an element
 * has the last word: what has a title keeps it. Returns how to stop.
 */
export function showFullText(): () => void {
  const onOver = ({ target }: PointerEvent) => {
    if (!(target instanceof Element)) return
    const cut = target.closest<HTMLElement>(`${CUT}, [data-fold] button:has(> [data-word])`)
    if (cut === null || (cut.title !== '' && !cut.hasAttribute(TOLD))) return
    // Of a button in a bar without room for its words.
    const word = cut instanceof HTMLButtonElement ? cut.querySelector<HTMLElement>('[data-word]') : null
    const isCut =
      word === null
        ? cut.scrollWidth > cut.clientWidth || cut.scrollHeight > cut.clientHeight + 1
        : word.clientWidth === 1
    const text = (word ?? cut).textContent.trim()
    if (isCut && text !== '') {
      cut.title = text
      cut.setAttribute(TOLD, '')
    } else if (cut.hasAttribute(TOLD)) {
      cut.removeAttribute('title')
      cut.removeAttribute(TOLD)
    }
  }
  document.addEventListener('pointerover', onOver)
  return () => document.removeEventListener('pointerover', onOver)
}
