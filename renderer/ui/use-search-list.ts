import { type ChangeEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'

/** Rows that a page of keys goes; so near its end the rest of a list is asked for. */
export const LIST_PAGE = 6

const STEPS: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: LIST_PAGE,
  PageUp: -LIST_PAGE,
}

/**
 * A search field over a list of which one is chosen: the keys of the field move in the list, and Enter waits for what
 * was typed to be looked for.
 */
export function useSearchList<Item>({
  items,
  keyOf,
  isFree,
  isStale,
  q,
  onSearch,
  onChoose,
  onEnd,
  show,
}: {
  items: readonly Item[]
  keyOf: (item: Item) => string | number
  /** Whether it can be chosen. */
  isFree: (item: Item) => boolean
  /** They are still those of other words: none of them is meant by Enter. */
  isStale: boolean
  q: string
  onSearch: (q: string) => void
  onChoose: (item: Item) => void
  /** The end of what is here comes into sight. */
  onEnd: () => void
  /** Scrolls to an item. */
  show: (index: number) => void
}) {
  const listId = useId()
  const [activeKey, setActiveKey] = useState<string | number | null>(null)
  /** Enter was pressed before its words had been looked for. */
  const isDue = useRef(false)
  const at = Math.max(
    0,
    items.findIndex((item) => keyOf(item) === activeKey),
  )
  const active = items[at]
  const idOf = (item: Item) => `${listId}-${keyOf(item)}`
  const choose = (item: Item | undefined) => {
    if (item !== undefined && isFree(item)) onChoose(item)
  }
  const move = (to: number) => {
    const index = Math.min(items.length - 1, Math.max(0, to))
    const next = items[index]
    if (next === undefined) return
    setActiveKey(keyOf(next))
    show(index)
    if (index >= items.length - LIST_PAGE) onEnd()
  }
  const search = (next: string) => {
    isDue.current = false
    setActiveKey(null)
    show(0)
    onSearch(next)
  }
  useEffect(() => {
    if (!isDue.current || isStale) return
    isDue.current = false
    const [first] = items
    if (first !== undefined && isFree(first)) onChoose(first)
  }, [isStale, items, isFree, onChoose])
  return {
    listId,
    at,
    idOf,
    choose,
    /** The mouse is over it. */
    point: (item: Item) => setActiveKey(keyOf(item)),
    /** What makes an input the field of the list. */
    field: {
      type: 'text',
      role: 'combobox',
      'aria-expanded': items.length > 0,
      'aria-controls': listId,
      'aria-activedescendant': active === undefined ? undefined : idOf(active),
      'aria-autocomplete': 'list',
      autoComplete: 'off',
      spellCheck: false,
      value: q,
      onChange: (event: ChangeEvent<HTMLInputElement>) => search(event.target.value),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.nativeEvent.isComposing) return
        const step = STEPS[event.key]
        if (step !== undefined) move(at + step)
        else if (event.key === 'Enter' && isStale) isDue.current = true
        else if (event.key === 'Enter') choose(active)
        else if (event.key === 'Escape' && q !== '') search('')
        else return
        event.preventDefault()
        event.stopPropagation()
      },
    },
  } as const
}
