import { useId, useRef, useState } from 'react'
import { t } from '../strings/t.ts'
import { Chip } from '../ui/chip.tsx'
import { Field } from '../ui/field.tsx'

/** Several short words, such as labels: Enter or a comma takes one, Backspace takes the last one away. */
export function TokenField({
  label,
  hint,
  placeholder,
  initial,
  onChange,
  suggestions = [],
}: {
  label: string
  hint?: string
  placeholder: string
  /** Those that are there at first. */
  initial: readonly string[]
  onChange: (value: string[]) => void
  /** Offered while one writes. */
  suggestions?: readonly string[]
}) {
  const [tokens, setTokens] = useState(initial)
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const list = useId()
  const change = (next: readonly string[], rest = '') => {
    setTokens(next)
    setText(rest)
    // What is not finished counts already: who sends it with a key need not leave the field before.
    onChange(withTyped(next, rest))
  }
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })}>
      {(control) => (
        <div
          onPointerDown={(event) => {
            if (event.target !== event.currentTarget) return
            event.preventDefault()
            field.current?.focus()
          }}
          className="flex min-h-7.5 flex-wrap items-center gap-1 rounded-m border border-line-strong bg-raised px-1.5 py-1 focus-within:border-accent focus-within:ring-1 focus-within:ring-accent"
        >
          {tokens.map((one) => (
            <Chip
              key={one}
              removeLabel={t('Take {word} away', { word: one })}
              onRemove={() => {
                change(
                  tokens.filter((held) => held !== one),
                  text,
                )
                field.current?.focus()
              }}
            >
              {one}
            </Chip>
          ))}
          <input
            ref={field}
            {...control}
            list={suggestions.length === 0 ? undefined : list}
            autoComplete="off"
            spellCheck={false}
            value={text}
            placeholder={tokens.length === 0 ? placeholder : ''}
            onChange={(event) => {
              const next = event.target.value
              // A suggestion that is picked comes as a whole.
              const isWhole =
                next.endsWith(',') || (next.length > text.length + 1 && suggestions.includes(next))
              if (isWhole) change(withTyped(tokens, next))
              else change(tokens, next)
            }}
            onBlur={() => change(withTyped(tokens, text))}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) {
                event.preventDefault()
                change(withTyped(tokens, text))
              } else if (event.key === 'Backspace' && text === '') change(tokens.slice(0, -1))
            }}
            className="h-5 min-w-24 flex-1 bg-transparent px-1 text-12 outline-none focus-visible:outline-none"
          />
          {suggestions.length > 0 && (
            <datalist id={list}>
              {suggestions
                .filter((one) => !tokens.includes(one))
                .map((one) => (
                  <option key={one} value={one} />
                ))}
            </datalist>
          )}
        </div>
      )}
    </Field>
  )
}

/** With what was typed, which may be several; none twice. */
function withTyped(tokens: readonly string[], typed: string): string[] {
  const next = [...tokens]
  for (const part of typed.split(',')) {
    const one = part.trim()
    if (one !== '' && !next.some((held) => held.toLowerCase() === one.toLowerCase())) next.push(one)
  }
  return next
}
