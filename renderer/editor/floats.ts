let held: HTMLElement | null = null

/**
 * Where the menus of editors float: over everything, also over a dialog, which takes a press elsewhere for leaving it.
 */
export function floats(): HTMLElement {
  if (held?.isConnected === true) return held
  held = document.createElement('div')
  held.className = 'md-editor-floats'
  // A dialog hides all else from screen readers, but what has this.
  held.setAttribute('aria-live', 'off')
  held.addEventListener('pointerdown', (event) => event.stopPropagation())
  document.body.append(held)
  return held
}
