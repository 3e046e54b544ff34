import type { ReactNode } from 'react'
import { t } from '../strings/t.ts'
import { Button } from './button.tsx'
import { TextArea } from './field.tsx'

/** What boxes for something that is said to others have in common. */
export type WriteBoxProps = {
  /** Names the box for screen readers. */
  label: string
  placeholder?: string | undefined
  value: string
  onChange: (text: string) => void
  /** What the button says. */
  submit: string
  onSubmit: () => void
  onCancel?: () => void
  /** It is being said: what would be written meanwhile would be lost. */
  busy: boolean
  maxLength: number
  rows?: number
  autoFocus?: boolean
  /** Nothing written yet: the buttons would only stand in the way. */
  quiet?: boolean
  /** Stands under the box, whether or not something is written. */
  note?: ReactNode
  /** It can be spoken into, where speech is recognised on this machine. */
  dictated?: boolean
}

/** A box for something that is said to others: ⌘↵ says it, Escape leaves it. */
export function WriteBox({
  label,
  placeholder,
  value,
  onChange,
  submit,
  onSubmit,
  onCancel,
  busy,
  error,
  maxLength,
  rows = 3,
  autoFocus = false,
  quiet = false,
  note,
  dictated = false,
}: WriteBoxProps & { error?: ReactNode }) {
  return (
    <div>
      <TextArea
        label={label}
        hideLabel
        rows={quiet ? 1 : rows}
        dictated={dictated}
        autoFocus={autoFocus}
        readOnly={busy}
        maxLength={maxLength}
        placeholder={placeholder}
        value={value}
        error={error}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
            event.preventDefault()
            onSubmit()
          } else if (event.key === 'Escape') {
            event.stopPropagation()
            if (onCancel) onCancel()
            else event.currentTarget.blur()
          }
        }}
      />
      <WriteFoot
        submit={submit}
        onSubmit={onSubmit}
        onCancel={onCancel}
        busy={busy}
        isEmpty={value.trim() === ''}
        quiet={quiet}
        note={note}
      />
    </div>
  )
}

/** What stands under a box for something that is said: its buttons, and a word about it. */
export function WriteFoot({
  submit,
  onSubmit,
  onCancel,
  busy,
  isEmpty,
  quiet,
  note,
}: {
  submit: string
  onSubmit: () => void
  onCancel?: (() => void) | undefined
  busy: boolean
  /** There is nothing to be said. */
  isEmpty: boolean
  quiet: boolean
  note?: ReactNode
}) {
  if (quiet) return note
  return (
    <div className="flex items-start justify-end gap-1.5 [&>button]:mt-1.5">
      <div className="me-auto min-w-0">{note}</div>
      {onCancel && (
        <Button size="s" variant="ghost" disabled={busy} onClick={onCancel}>
          {t('Cancel')}
        </Button>
      )}
      <Button size="s" variant="primary" keys="mod+enter" busy={busy} disabled={isEmpty} onClick={onSubmit}>
        {submit}
      </Button>
    </div>
  )
}
