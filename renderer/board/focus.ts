import { view } from '../state/view.ts'
import { isFocusFree } from '../ui/kept-focus.ts'

/**
 * The card that takes the focus as soon as it is drawn (it may have to be scrolled to, or change columns). With several
 * labels it may stand in several cells: then in this one.
 */
let wanted: { id: string; cell: string | null } | null = null

/** The cell in which a card had the focus last. */
let lastCell: string | null = null

const elementsOf = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-card="${id}"]`)]

function elementOf(id: string, cell: string | null): HTMLElement | undefined {
  const elements = elementsOf(id)
  return elements.find((element) => element.dataset['cell'] === cell) ?? elements[0]
}

export function focusCard(id: string, cell: string | null = null): void {
  wanted = { id, cell }
  view.setState({ focusedId: id })
  const element = elementsOf(id).find((one) => cell === null || one.dataset['cell'] === cell)
  if (element !== undefined) takeFocus(id, element)
}

/** Called by a card that got the focus. */
export function noteFocus(id: string, cell: string): void {
  lastCell = cell
  if (view.getState().focusedId !== id) view.setState({ focusedId: id })
}

export const focusedCell = (): string | null => lastCell

/** Has a card come into sight that is not drawn; told by the board that is shown. */
let reveal: ((id: string, cell: string | null) => void) | null = null

export function setReveal(bring: typeof reveal): void {
  reveal = bring
}

/** Most frames that a moved card is waited for: its new column may have to draw it first. */
const PATIENCE = 12
/** Frames between two looks for where it stands now. */
const LOOKS = 3

/** The card that is waited for: keys mean it already. */
let moving: { id: string } | null = null

/** Keeps the focus on a card that changes its place: its element may be made anew there. */
export function keepFocus(id: string, cell: string | null = null): void {
  view.setState({ focusedId: id })
  const mine = { id }
  moving = mine
  let frames = 0
  const look = () => {
    const element = elementOf(id, cell ?? lastCell)
    // Among thousands it may stand far from what is drawn.
    if (element === undefined && frames % LOOKS === LOOKS - 1 && isFocusFree()) reveal?.(id, cell)
    if (element !== undefined && document.activeElement !== element && isFocusFree()) {
      element.focus({ preventScroll: true })
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
    if (++frames < PATIENCE) requestAnimationFrame(look)
    else if (moving === mine) moving = null
  }
  requestAnimationFrame(look)
}

/** Goes to a card that was just made, as soon as the board draws it; where it is not shown, the focus stays where it is. */
export function goToCard(id: string): void {
  let frames = 0
  /** What had the focus once the dialog was gone. */
  let held: Element | null = null
  const look = () => {
    const begun = document.querySelector('[role="dialog"], [role="alertdialog"]')
    const element = elementOf(id, null)
    // What asks for something has the focus meanwhile; one that went elsewhere since is the reader's.
    if (begun === null) held ??= document.activeElement
    if (held !== null && held !== document.activeElement && !isFocusFree()) return
    if (begun === null && element !== undefined) return focusCard(id)
    if (begun === null && frames % LOOKS === LOOKS - 1) reveal?.(id, null)
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
  const isWanted = wanted?.id === id && (wanted.cell === null || wanted.cell === element.dataset['cell'])
  // A focus that went elsewhere meanwhile is the reader's.
  if (!isWanted && !(wasLeft && isFocusFree())) return
  wanted = null
  element.focus({ preventScroll: true })
  element.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

/** The card that holds the focus now, or is about to have it back. */
export function focusedCard(): string | null {
  return focusedElement()?.dataset['card'] ?? (isFocusFree() && moving !== null ? moving.id : null)
}

/** The cell in which it stands. */
export const cellOfFocus = (): string | null => focusedElement()?.dataset['cell'] ?? null

const focusedElement = () => document.activeElement?.closest<HTMLElement>('[data-card]') ?? null

/** What keys act on: the selected cards, else the focused one. */
export function targets(): string[] {
  const { selection } = view.getState()
  if (selection.size > 0) return [...selection]
  const id = focusedCard()
  return id === null ? [] : [id]
}
