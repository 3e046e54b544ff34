/** What the renderer says below the last lines of a patch, whether or not the file goes on. */
const PERHAPS_MORE = 'More unchanged context may be available'

/**
 * Gives the buttons that show more lines a name and a place in the order of Tab: the renderer draws them for the
 * pointer alone.
 *
 * @param isAtEnd the patch shows the last line of its file: there is nothing to show below it
 */
export function nameExpandButtons(node: HTMLElement, isAtEnd: boolean): void {
  const root = node.shadowRoot
  if (root === null) return
  for (const words of root.querySelectorAll('[data-separator-last] [data-unmodified-lines]')) {
    if (words.textContent !== PERHAPS_MORE) continue
    words.textContent = isAtEnd ? 'End of the file' : 'Show more lines below'
    const row = words.closest('[data-separator-last]')
    if (!isAtEnd || row === null) continue
    for (const button of row.querySelectorAll('[data-expand-button]')) button.remove()
    row.removeAttribute('data-expand-index')
  }
  for (const button of root.querySelectorAll<HTMLElement>('[data-expand-button]:not([aria-label])')) {
    const where = button.hasAttribute('data-expand-up')
      ? 'below'
      : button.hasAttribute('data-expand-down')
        ? 'above'
        : 'in between'
    button.setAttribute('aria-label', `Show more lines ${where}`)
    button.tabIndex = 0
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      event.stopPropagation()
      button.click()
    })
  }
}
