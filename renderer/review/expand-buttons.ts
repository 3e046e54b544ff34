import { t } from '../strings/t.ts'

/** What the renderer says below the last lines of a patch, whether or not the file goes on; in English always. */
const PERHAPS_MORE = 'More unchanged context may be available'
/** What it says where lines are left out. */
const HIDDEN_LINES = /^(\d+) unmodified lines?$/

/**
 * Gives the buttons that show more lines a name and a place in the order of Tab: the renderer draws them for the
 * pointer alone.
 *
 * @param isAtEnd the patch shows the last line of its file: there is nothing to show below it
 */
export function nameExpandButtons(node: HTMLElement, isAtEnd: boolean): void {
  const root = node.shadowRoot
  if (root === null) return
  for (const words of root.querySelectorAll('[data-unmodified-lines]')) {
    const count = HIDDEN_LINES.exec(words.textContent)?.[1]
    if (count !== undefined)
      words.textContent = t('{count, plural, one {# unmodified line} other {# unmodified lines}}', {
        count: Number(count),
      })
  }
  for (const words of root.querySelectorAll('[data-separator-last] [data-unmodified-lines]')) {
    if (words.textContent !== PERHAPS_MORE) continue
    words.textContent = isAtEnd ? t('End of the file') : t('Show more lines below')
    const row = words.closest('[data-separator-last]')
    if (!isAtEnd || row === null) continue
    for (const button of row.querySelectorAll('[data-expand-button]')) button.remove()
    row.removeAttribute('data-expand-index')
  }
  for (const button of root.querySelectorAll<HTMLElement>('[data-expand-button]:not([aria-label])')) {
    const name = button.hasAttribute('data-expand-up')
      ? t('Show more lines below')
      : button.hasAttribute('data-expand-down')
        ? t('Show more lines above')
        : t('Show more lines in between')
    button.setAttribute('aria-label', name)
    button.tabIndex = 0
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      event.stopPropagation()
      button.click()
    })
  }
}
