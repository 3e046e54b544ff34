import { goTo } from '../../state/navigation.ts'

/** Frames that the page of a setting may take to be drawn. */
const PATIENCE = 60

/** Goes to one setting: its page, with its row in sight and the focus in it. */
export function revealSetting(page: string, name: string): void {
  goTo({ to: 'settings', section: page })
  let frames = 0
  const look = () => {
    const control = controlOf(name)
    if (control !== null) {
      control.scrollIntoView({ block: 'center' })
      control.focus({ preventScroll: true })
    } else if (++frames < PATIENCE) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** What the setting is changed with: of the first element that says just its name, the nearest field or button. */
function controlOf(name: string): HTMLElement | null {
  const main = document.getElementById('main')
  if (main === null) return null
  const FIELD = 'input, textarea, select, button, [tabindex="0"]'
  for (const element of main.querySelectorAll('label, div, span, legend, h2')) {
    if (element.textContent?.trim() !== name || element.closest('nav') !== null) continue
    for (
      let around: Element | null = element;
      around !== null && around !== main;
      around = around.parentElement
    ) {
      const field = around.querySelector<HTMLElement>(FIELD)
      if (field !== null) return field
    }
  }
  return null
}
