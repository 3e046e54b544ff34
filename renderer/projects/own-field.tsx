import type { ReactNode } from 'react'
import { locale, t } from '../strings/t.ts'
import { NumberInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

type Own = { label: string; hint?: string }

/** Stands for null among the choices. */
const APP = 'app'

/** What a project has of its own among a few choices; the first one is the app's. */
export function OwnChoice<T extends string | boolean>({
  value,
  app,
  options,
  onChange,
  ...field
}: Own & {
  /** null = as in the app. */
  value: T | null
  app: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T | null) => void
}) {
  const nameOf = (one: T) => options.find((option) => option.value === one)?.label ?? String(one)
  return (
    <Select
      row
      width={252}
      value={value === null ? APP : String(value)}
      options={[
        { id: APP, label: t('As in the app ({value})', { value: withinWords(nameOf(app)) }) },
        ...options.map((option) => ({ id: String(option.value), label: option.label })),
      ]}
      onChange={(id) => onChange(options.find((option) => String(option.value) === id)?.value ?? null)}
      {...field}
    />
  )
}

/** A number that a project has of its own; an empty field is the app's, which shows through. */
export function OwnNumber({
  value,
  app,
  none,
  hint,
  onChange,
  ...field
}: Own & {
  /** null = as in the app. */
  value: number | null
  app: number
  /** What 0 means, such as `no limit`. */
  none?: string
  min?: number
  max?: number
  fraction?: boolean
  unit?: string
  onChange: (value: number | null) => void
}) {
  const words = app === 0 && none !== undefined ? none : inUnit(app, field.unit)
  return (
    <NumberInput
      row
      nullable
      value={value}
      placeholder={String(app)}
      hint={
        <>
          {hint !== undefined && `${hint} `}
          <AppsValue isOwn={value !== null} words={words} onBack={() => onChange(null)} />
        </>
      }
      onChange={onChange}
      {...field}
    />
  )
}

/** Says what the app has, and is the way back to it. */
function AppsValue({
  isOwn,
  words,
  onBack,
}: {
  isOwn: boolean
  words: string
  onBack: () => void
}): ReactNode {
  if (!isOwn) return t('Now as in the app ({value}).', { value: words })
  return (
    <button
      type="button"
      onClick={onBack}
      className="text-accent-fg underline underline-offset-2 hover:text-fg"
    >
      {t('Make it as in the app ({value})', { value: words })}
    </button>
  )
}

const inUnit = (amount: number, unit: string | undefined) =>
  unit === undefined ? String(amount) : unit === '$' ? `$${amount}` : `${amount} ${unit}`

/** A choice within a sentence; only English is known to write it small there. */
const withinWords = (label: string) =>
  locale() === 'en' ? label.charAt(0).toLowerCase() + label.slice(1) : label
