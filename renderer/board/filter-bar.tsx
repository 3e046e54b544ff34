import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { liveCommands, useCommand } from '../commands/use-command.ts'
import { t } from '../strings/t.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { choiceWords } from '../ui/list-words.ts'
import { Spinner } from '../ui/spinner.tsx'
import { ValuesPopover } from './filter-menu.tsx'
import { chosenOf, conditionOf, FILTER_PARTS, type FilterPart, valuesOf } from './filter-options.tsx'
import { worldNow } from './use-arrangement.ts'
import type { QueryState } from './use-query.ts'

const PARTS = Object.keys(FILTER_PARTS) as FilterPart[]

/** Whether something of the filter can be seen in chips. */
export const hasChips = ({ query }: Pick<QueryState, 'query'>): boolean =>
  PARTS.some((part) => chosenOf(part, query.conditions).length > 0)

/** What is asked for, as chips that can be changed and taken away in place. */
export function FilterChips({ state, found }: { state: QueryState; found: ReadonlySet<string> | undefined }) {
  const { query, projectId, setConditions } = state
  const world = worldNow(projectId)
  return PARTS.map((part) => {
    const chosen = chosenOf(part, query.conditions)
    if (chosen.length === 0) return null
    const known = valuesOf(part, world)
    const names = chosen.map((id) => known.find((value) => value.id === id)?.label ?? t('deleted'))
    const { is } = FILTER_PARTS[part]
    const values = choiceWords(names)
    return (
      <span
        key={part}
        className="inline-flex h-5 max-w-full min-w-0 items-center rounded-full border text-11 text-fg-2 coarse:h-touch"
      >
        <ValuesPopover
          part={part}
          query={query}
          projectId={projectId}
          found={found}
          setConditions={setConditions}
          trigger={
            <button
              type="button"
              aria-label={t('Change the filter: {is} {values}', { is, values })}
              className="flex h-full min-w-0 items-center gap-1 rounded-s-full ps-2 pe-1 hover:bg-hover hover:text-fg data-[state=open]:bg-active"
            >
              <span className="shrink-0 text-fg-3">{is}</span>
              <span dir="auto" className="truncate text-fg">
                {values}
              </span>
            </button>
          }
        />
        <button
          type="button"
          aria-label={t('Remove the filter: {is} {values}', { is, values })}
          onClick={() => setConditions(conditionOf(part, []))}
          className="grid h-full w-5 shrink-0 place-items-center rounded-e-full text-fg-3 hover:bg-hover hover:text-fg [&_svg]:size-3"
        >
          <X aria-hidden />
        </button>
      </span>
    )
  })
}

/** Takes every condition away. */
export function ClearFilter({ state }: { state: QueryState }) {
  return (
    <ChipButton className="border-transparent" onClick={() => state.change({ conditions: {} })}>
      {t('Clear')}
    </ChipButton>
  )
}

/** Finds tasks by their words; the host searches. */
export function SearchField({
  value,
  busy,
  onChange,
}: {
  value: string
  busy: boolean
  onChange: (value: string) => void
}) {
  const [text, setText] = useState(value)
  const [isLeaving, setLeaving] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useCommand('board.search', () => input.current?.focus())
  // The address may change by other ways (back, a cleared filter), but never under the typing hand.
  const [seen, setSeen] = useState(value)
  if (value !== seen) {
    setSeen(value)
    if (value !== text.trim()) setText(value)
  }
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text.trim() !== value) onChange(text.trim())
    }, 120)
    return () => clearTimeout(timer)
  })
  // From what was typed to what was found, once that is known and laid out.
  const isThere = isLeaving && !busy && text.trim() === value
  useEffect(() => {
    if (!isThere) return
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        setLeaving(false)
        input.current?.blur()
        liveCommands().get('list.next')?.run(null)
      })
    })
    return () => cancelAnimationFrame(frame)
  }, [isThere])
  return (
    <label className="flex h-5 w-34 min-w-20 items-center gap-1.25 rounded-full border px-1.75 text-11 text-fg-2 focus-within:w-52 focus-within:border-accent coarse:h-touch">
      <span className="sr-only">{t('Find in tasks')}</span>
      {busy ? <Spinner size={11} /> : <Search aria-hidden className="size-3 shrink-0 text-fg-3" />}
      <input
        ref={input}
        dir="auto"
        value={text}
        placeholder={t('Find')}
        spellCheck={false}
        maxLength={500}
        onChange={(event) => {
          setText(event.target.value)
          setLeaving(false)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault()
            if (text.trim() !== value) onChange(text.trim())
            setLeaving(true)
          }
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation()
          if (text === '') input.current?.blur()
          else setText('')
        }}
        className="min-w-0 flex-1 bg-transparent outline-none"
      />
      {text === '' ? (
        <Kbd keys="board.search" className="-me-0.5 border-0" />
      ) : (
        <button
          type="button"
          aria-label={t('Clear')}
          onClick={() => {
            setText('')
            input.current?.focus()
          }}
          className="text-fg-3 hover:text-fg"
        >
          <X className="size-3" />
        </button>
      )}
    </label>
  )
}
