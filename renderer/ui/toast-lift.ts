/** What stands at the foot of the page with something to press: toasts appear above the highest of it. */
const standing = new Set<HTMLElement>()
/** What holds the toasts, once they are there. */
let holder: HTMLElement | null = null
/** In pixels, left to the toasts at the top however high that is. */
const ROOM_FOR_TOASTS = 160

let sizes: ResizeObserver | null = null

/** A ref: while its element is there, no toast covers it. */
export function liftToasts(element: HTMLElement | null): () => void {
  if (element === null) return () => undefined
  standing.add(element)
  follow()
  return () => {
    standing.delete(element)
    follow()
  }
}

/** A ref of what holds the toasts. */
export function holdToasts(element: HTMLElement | null): () => void {
  holder = element
  lift()
  return () => {
    holder = null
  }
}

/** Begins to watch anew, of which each watched one tells as soon as everything has its place. */
function follow(): void {
  sizes ??= new ResizeObserver(lift)
  sizes.disconnect()
  sizes.observe(document.documentElement)
  for (const element of standing) {
    sizes.observe(element)
    // One that is moved by what opens above or under it keeps its own size.
    if (element.parentElement !== null) sizes.observe(element.parentElement)
  }
}

function lift(): void {
  if (holder === null) return
  // Not of the whole page, all of which would be styled anew.
  const { style } = holder
  // What is not shown has no height.
  const shown = [...standing]
    .map((element) => element.getBoundingClientRect())
    .filter(({ height }) => height > 0)
  if (shown.length === 0) return void style.removeProperty('--above-strip')
  const top = Math.max(ROOM_FOR_TOASTS, Math.min(...shown.map((rect) => rect.top)))
  style.setProperty('--above-strip', `calc(${Math.ceil(window.innerHeight - top)}px - var(--strip))`)
}
