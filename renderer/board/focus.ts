import { view } from '../state/view.ts'
import { isFocusFree } from '../ui/kept-focus.ts'

/** The card that takes the focus as soon as it is drawn (it may have to be scrolled to, or change columns). */
let wanted: string | null = null

const elementOf = (id: string) => document.querySelector<HTMLElement>(`[data-card="${id}"]`)

export function focusCard(id: string): void {
  wanted = id
  view.setState({ focusedId: id })
  const element = elementOf(id)
  if (element !== null) takeFocus(id, element)
}

/** Most frames that a moved card is waited for: its new column may have to draw it first. */
const PATIENCE = 12

/** Keeps the focus on a card that changes its place: its element may be made anew there. */
export function keepFocus(id: string): void {
  view.setState({ focusedId: id })
  let frames = 0
  const look = () => {
    const element = elementOf(id)
    if (element !== null && document.activeElement !== element && isFocusFree()) {
      element.focus({ preventScroll: true })
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
    if (++frames < PATIENCE) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** The card that went away with the focus: it moves to another column, or comes back with the board. */
let left: string | null = null

/** Called by a card that is about to go away. */
export function leaveFocus(id: string, element: HTMLElement): void {
  if (element.contains(document.activeElement)) left = id
}

/** The board is about to be shown again, with this card as the one that was read. */
export function comeBackTo(id: string): void {
  left = id
  view.setState({ focusedId: id })
}

/** The card that a new board begins with: it may have to be scrolled to. */
export const cardToComeBackTo = () => left

/** Called by a card that was drawn. */
export function takeFocus(id: string, element: HTMLElement): void {
  const wasLeft = left === id
  if (wasLeft) left = null
  // A focus that went elsewhere meanwhile is the reader's.
  if (wanted !== id && !(wasLeft && isFocusFree())) return
  wanted = null
  element.focus({ preventScroll: true })
  element.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

/** The card that holds the focus now. */
export function focusedCard(): string | null {
  const element = document.activeElement?.closest<HTMLElement>('[data-card]')
  return element?.dataset['card'] ?? null
}

/** What keys act on: the selected cards, else the focused one. */
export function targets(): string[] {
  const { selection } = view.getState()
  if (selection.size > 0) return [...selection]
  const id = focusedCard()
  return id === null ? [] : [id]
}
