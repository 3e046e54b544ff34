import { Switch as RadixSwitch } from 'radix-ui'
import { type ComponentProps, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { cn } from './cn.ts'
import { Dictated } from './dictation/dictated.tsx'
import { scaled } from './scaled.ts'
import { WithCode } from './with-code.tsx'

export type FieldProps = {
  label: ReactNode
  /** Says what it does, under the control. */
  hint?: ReactNode
  error?: ReactNode
  /** Keep the label for screen readers only. */
  hideLabel?: boolean
  /** Label and hint at the left, control at the right: a row of settings. */
  row?: boolean
  className?: string
}

export type ControlProps = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

/** Label, hint and error around any control. */
export function Field({
  label,
  hint,
  error,
  hideLabel = false,
  row = false,
  className,
  children,
}: FieldProps & { children: (control: ControlProps) => ReactNode }) {
  const id = useId()
  const hasHint = hint !== undefined && hint !== null
  const hasError = error !== undefined && error !== null && error !== ''
  const described = [hasHint && `${id}-hint`, hasError && `${id}-error`].filter(Boolean).join(' ')
  const control = children({
    id,
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': hasError ? true : undefined,
  })
  const hintText = hasHint && (
    <p id={`${id}-hint`} className={cn('text-12 text-fg-3', row ? 'mt-0.5 max-w-[56ch]' : 'mt-1.5')}>
      {hint}
    </p>
  )
  const errorText = hasError && (
    <p id={`${id}-error`} role="alert" className="mt-1.5 text-12 text-bad">
      {typeof error === 'string' ? <WithCode text={error} /> : error}
    </p>
  )
  if (row) {
    return (
      <div className={cn('flex justify-between gap-6', hasHint ? 'items-start' : 'items-center', className)}>
        <div className="min-w-0 flex-1">
          <label htmlFor={id} className={hideLabel ? 'sr-only' : 'font-medium'}>
            {label}
          </label>
          {hintText}
          {errorText}
        </div>
        <div className="shrink-0">{control}</div>
      </div>
    )
  }
  return (
    <div className={className}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1.5 block text-12 font-medium text-fg-2'}>
        {label}
      </label>
      {control}
      {hintText}
      {errorText}
    </div>
  )
}

export const inputLook =
  'h-field w-full rounded-m border border-line-strong bg-raised px-2.5 text-12 text-fg outline-hidden transition-colors duration-(--fast) hover:border-fg-3/50 focus:border-accent focus:ring-1 focus:ring-accent aria-invalid:border-bad aria-invalid:focus:ring-bad disabled:opacity-50 coarse:h-touch'

type Own<T> = Omit<T, 'id' | 'children'>

export type TextInputProps = FieldProps & Own<ComponentProps<'input'>> & { mono?: boolean; width?: number }

export function TextInput({
  label,
  hint,
  error,
  hideLabel,
  row,
  className,
  mono = false,
  width,
  ...rest
}: TextInputProps) {
  return (
    <Field {...fieldOf({ label, hint, error, hideLabel, row, className })}>
      {(control) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          // A path or an address goes from left to right in every language.
          dir={mono ? 'ltr' : 'auto'}
          {...rest}
          {...control}
          style={width === undefined ? undefined : { width: scaled(width) }}
          className={cn(inputLook, mono && 'font-mono text-11')}
        />
      )}
    </Field>
  )
}

export type TextAreaProps = FieldProps &
  Own<ComponentProps<'textarea'>> & {
    mono?: boolean
    /** Grows with its text, between `rows` and this many lines. */
    maxRows?: number
    /** It can be spoken into, where speech is recognised on this machine. */
    dictated?: boolean
  }

export function TextArea({
  label,
  hint,
  error,
  hideLabel,
  row,
  className,
  mono = false,
  rows = 3,
  maxRows = 14,
  dictated = false,
  ref,
  ...rest
}: TextAreaProps) {
  const own = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const area = own.current
    if (!area) return
    area.style.height = 'auto'
    const line = Number.parseFloat(getComputedStyle(area).lineHeight)
    area.style.height = `${Math.min(area.scrollHeight + 2, (maxRows + 0.85) * line)}px`
  }, [rest.value, maxRows])
  return (
    <Field {...fieldOf({ label, hint, error, hideLabel, row, className })}>
      {(control) => {
        const area = (
          <textarea
            rows={rows}
            dir={mono ? 'ltr' : 'auto'}
            {...rest}
            {...control}
            ref={(node) => {
              own.current = node
              if (typeof ref === 'function') return ref(node)
              if (ref) ref.current = node
            }}
            className={cn(
              inputLook,
              'h-auto resize-none py-1.5 leading-code coarse:h-auto',
              mono && 'font-mono text-11',
            )}
          />
        )
        const isOpen = rest.readOnly !== true && rest.disabled !== true
        return dictated ? <Dictated enabled={isOpen}>{area}</Dictated> : area
      }}
    </Field>
  )
}

export type NumberInputProps = FieldProps & {
  /** null = empty, where that is allowed. */
  value: number | null
  /** Called with a whole number in range, on leaving the field or Enter. */
  onChange: (value: number | null) => void
  min?: number
  max?: number
  /** Empty is a value of its own. */
  nullable?: boolean
  /** Fractions are allowed. */
  fraction?: boolean
  unit?: string
  placeholder?: string
  disabled?: boolean
  width?: number
}

export function NumberInput({
  value,
  onChange,
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
  nullable = false,
  fraction = false,
  unit,
  placeholder,
  disabled,
  width = 84,
  ...field
}: NumberInputProps) {
  const [text, setText] = useState<string | null>(null)
  const commit = () => {
    if (text === null) return
    setText(null)
    const number = Number(text)
    if (text.trim() === '') {
      if (nullable && value !== null) onChange(null)
      return
    }
    if (!Number.isFinite(number)) return
    const next = Math.min(max, Math.max(min, fraction ? number : Math.round(number)))
    if (next !== value) onChange(next)
  }
  return (
    <Field {...field}>
      {(control) => (
        <span className="flex items-center gap-2">
          <input
            type="number"
            inputMode={fraction ? 'decimal' : 'numeric'}
            min={min}
            max={max}
            step={fraction ? 'any' : 1}
            placeholder={placeholder}
            disabled={disabled}
            {...control}
            value={text ?? (value === null ? '' : String(value))}
            onChange={(event) => setText(event.target.value)}
            onBlur={commit}
            onKeyDown={(event) => {
              if (event.key === 'Enter') commit()
              if (event.key === 'Escape') setText(null)
            }}
            style={{ width: scaled(width) }}
            className={inputLook}
          />
          {unit !== undefined && <span className="text-12 text-fg-3">{unit}</span>}
        </span>
      )}
    </Field>
  )
}

export type SwitchProps = FieldProps & {
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}

/** On or off, at once. Stands in a row by default. */
export function Switch({ checked, onChange, disabled = false, row = true, ...field }: SwitchProps) {
  return (
    <Field row={row} {...field}>
      {(control) => (
        <RadixSwitch.Root
          {...control}
          checked={checked}
          onCheckedChange={onChange}
          disabled={disabled}
          className="relative block h-4.5 w-8 rounded-full bg-idle coarse:after:absolute coarse:after:-inset-2.25 transition-colors duration-(--fast) disabled:opacity-50 data-[state=checked]:bg-accent"
        >
          <RadixSwitch.Thumb className="ms-0.5 block size-3.5 rounded-full bg-[#fff] transition-[margin] duration-(--fast) data-[state=checked]:ms-4" />
        </RadixSwitch.Root>
      )}
    </Field>
  )
}

/** Leaves out what is not given, as `exactOptionalPropertyTypes` and spread defaults want it. */
function fieldOf(props: {
  label: ReactNode
  hint: ReactNode
  error: ReactNode
  hideLabel: boolean | undefined
  row: boolean | undefined
  className: string | undefined
}): FieldProps {
  const { label, hint, error, hideLabel = false, row = false, className } = props
  return { label, hint, error, hideLabel, row, ...(className === undefined ? {} : { className }) }
}
