import { type RefObject, useLayoutEffect } from 'react'

/**
 * How far the bar above a screen gives way, step by step: 1 = no keys on its buttons, 2 = no crumbs, 3 = the lesser
 * buttons show their icons alone, 4 = all of them do, 5 = what is also done elsewhere is left out. `app.css` says how.
 */
const STEPS = 5

/** So much of each is kept, or all of it, as long as something else can give way; in ems. */
const TITLE = 9
const CRUMB = 4
const REST = 8

/** Has a bar give way as far as it needs to, whenever its room or what stands in it changes; before it is painted. */
export function useFoldedBar(bar: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = bar.current
    if (element === null) return
    let isOver = false
    const look = () => {
      if (!isOver) fold(element)
    }
    look()
    const room = new ResizeObserver(look)
    room.observe(element)
    const content = new MutationObserver(look)
    content.observe(element, { childList: true, subtree: true, characterData: true })
    void document.fonts.ready.then(look)
    return () => {
      isOver = true
      room.disconnect()
      content.disconnect()
    }
  }, [bar])
}

function fold(bar: HTMLElement): void {
  for (let step = 0; step <= STEPS; step += 1) {
    const next = String(step)
    if (bar.dataset['fold'] !== next) bar.dataset['fold'] = next
    if (hasRoom(bar)) return
  }
}

/** Whether what follows the title shows all that can be pressed in it. */
function showsControls(rest: HTMLElement): boolean {
  const room = rest.getBoundingClientRect()
  return [...rest.querySelectorAll('button, a, input')].every((control) => {
    const { left, right } = control.getBoundingClientRect()
    return left >= room.left - 1 && right <= room.right + 1
  })
}

function hasRoom(bar: HTMLElement): boolean {
  const em = Number.parseFloat(getComputedStyle(bar).fontSize)
  const shows = (selector: string, least: number) =>
    [...bar.querySelectorAll(selector)].every(
      (part) => part.clientWidth >= Math.min(part.scrollWidth, least * em),
    )
  const rest = bar.querySelector<HTMLElement>('[data-bar-rest]')
  return (
    (rest === null || showsControls(rest)) &&
    bar.scrollWidth <= bar.clientWidth &&
    // A title may be more than words.
    shows('h1:not(:has(.truncate)), h1 .truncate', TITLE) &&
    shows('[data-bar-crumb]', CRUMB) &&
    // What comes first in it says most; it may cut its own text.
    shows('[data-bar-rest], [data-bar-rest] > :first-child .truncate', REST)
  )
}
