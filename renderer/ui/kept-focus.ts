/** What lies over the page, and gives the focus back by itself. */
const LAYERS =
  '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], [data-radix-popper-content-wrapper], [data-sonner-toaster]'

/** Layers that are gone when what they opened is there. */
const BRIEF = '[role="menu"], [role="listbox"], [data-radix-popper-content-wrapper]'

/** What is large enough to say where on the page one is. */
const PLACES =
  'main, section, article, aside, nav, form, li, tr, [role="region"], [role="tabpanel"], [role="row"]'

/** What had the focus last on the page itself, and what it stood in, innermost first. */
let trail: Element[] = []
/** It has it no more because it was switched off. */
let isOff = false

/** Whether nobody holds the focus, or only what stands in for something that went away. */
export function isFocusFree(): boolean {
  const active = document.activeElement
  return active === null || active === document.body || active.hasAttribute('data-kept-focus')
}

const isDisabled = (element: Element) => element.matches(':disabled')

function pathOf(element: Element): Element[] {
  const path = []
  for (let at: Element | null = element; at !== null; at = at.parentElement) path.push(at)
  return path
}

/** A point to come back to: what has the focus now or, when that is nobody or a layer, what had it before. */
export function focusPoint(): Element[] {
  const active = document.activeElement
  return active === null || active === document.body || active.closest(BRIEF) !== null
    ? trail
    : pathOf(active)
}

/** The button on the page that a menu is under: pressed with a mouse, it has never had the focus itself. */
function openerOf(element: Element): Element | null {
  const id = element.closest('[role="menu"]')?.getAttribute('aria-labelledby') ?? null
  const opener = id === null ? null : document.getElementById(id)
  return opener?.closest(LAYERS) === null ? opener : null
}

/** Gives the focus back to the first element of a point, or to the nearest place that is left of where it stood. */
export function returnFocus(point: readonly Element[]): void {
  const [first] = point
  // A place that only code gives the focus to has stood in before, and does again.
  const isPlace = first instanceof HTMLElement && first.tabIndex < 0 && first.matches(PLACES)
  if (first instanceof HTMLElement && first.isConnected && !isDisabled(first) && !isPlace) {
    first.focus({ preventScroll: true })
    if (document.activeElement === first) return
  }
  const place = point.find(
    (element) => element.isConnected && element.matches(PLACES) && element.closest(LAYERS) === null,
  )
  if (place instanceof HTMLElement) standIn(place)
}

/** So that Tab and a screen reader go on from there; Enter does nothing there by mistake. */
function standIn(place: HTMLElement): void {
  const isOwn = place.hasAttribute('tabindex')
  if (!isOwn) place.tabIndex = -1
  place.setAttribute('data-kept-focus', '')
  place.addEventListener(
    'blur',
    () => {
      place.removeAttribute('data-kept-focus')
      if (!isOwn) place.removeAttribute('tabindex')
    },
    { once: true },
  )
  place.focus({ preventScroll: true })
}

/** Has the focus begin at a place of the page, by its id: no key presses anything there. */
export function focusPlace(id: string): void {
  const place = document.getElementById(id)
  if (place !== null) standIn(place)
}

/**
 * Sees to it that the focus does not fall to the body of the page when a button does away with itself or is switched
 * off for a while. A focus that was given up on purpose stays nowhere. Returns how to stop.
 */
export function keepFocus(): () => void {
  const onFocus = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return
    const onPage = target.closest(LAYERS) === null ? target : openerOf(target)
    if (onPage === null) return
    trail = pathOf(onPage)
    isOff = false
  }
  const onBlur = ({ target, relatedTarget }: FocusEvent) => {
    if (relatedTarget !== null || target !== trail[0]) return
    // Whether it was taken away is known after it has been.
    setTimeout(() => {
      const [last] = trail
      const isNobody = document.activeElement === document.body && document.hasFocus()
      if (isNobody && last === target && last?.isConnected === true && !isDisabled(last)) trail = []
    })
  }
  const look = () => {
    const [last] = trail
    if (document.activeElement !== document.body || last === undefined) return
    if (!last.isConnected) {
      // Who takes such a focus up again does so by then.
      requestAnimationFrame(() =>
        setTimeout(() => {
          if (document.activeElement !== document.body || trail[0] !== last) return
          const dialog = [...document.querySelectorAll<HTMLElement>('[role="dialog"][data-state="open"]')].at(
            -1,
          )
          if (dialog === undefined) returnFocus(trail)
          else dialog.focus()
        }),
      )
      return
    }
    const wasOff = isOff
    isOff = isDisabled(last)
    if (wasOff && !isOff) returnFocus(trail)
  }
  const observer = new MutationObserver(look)
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled'],
  })
  document.addEventListener('focusin', onFocus)
  document.addEventListener('focusout', onBlur)
  return () => {
    observer.disconnect()
    document.removeEventListener('focusin', onFocus)
    document.removeEventListener('focusout', onBlur)
  }
}
