import { useId } from 'react'

/** One of a few ways, each with what it means. */
export function RadioCards<Id extends string>({
  label,
  options,
  value,
  disabled = false,
  onChange,
}: {
  /** Names the choice for screen readers. */
  label: string
  options: readonly { id: Id; name: string; hint: string }[]
  value: Id
  disabled?: boolean
  onChange: (id: Id) => void
}) {
  const group = useId()
  return (
    <div role="radiogroup" aria-label={label} className="grid gap-1.5">
      {options.map(({ id, name, hint }) => (
        <label
          key={id}
          className="flex cursor-default items-start gap-2.5 rounded-m border border-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name={group}
            className="mt-0.75 accent-accent"
            checked={value === id}
            disabled={disabled}
            onChange={() => onChange(id)}
          />
          <span>
            <span className="block font-medium">{name}</span>
            <span className="block text-12 text-fg-2">{hint}</span>
          </span>
        </label>
      ))}
    </div>
  )
}
