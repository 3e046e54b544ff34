import { useState } from 'react'
import { TextArea, TextInput, type TextInputProps } from './field.tsx'

type Props = Omit<TextInputProps, 'value' | 'onChange' | 'error' | 'ref'> & {
  value: string
  /** Keeps the text; answers what is wrong with it, or null. Called on leaving the field, and on Enter in a single line. */
  onSave: (text: string) => Promise<string | null>
  multiline?: boolean
  rows?: number
}

/** A text that is kept when the field is left; Escape brings the kept text back. */
export function SavedText({ value, onSave, multiline = false, rows, ...rest }: Props) {
  const [text, setText] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  /** Said no to once; leaving the field does not ask again. */
  const [refused, setRefused] = useState<string | null>(null)
  const save = async () => {
    if (text === null || text === refused) return
    if (text === value) {
      setText(null)
      return
    }
    const problem = await onSave(text)
    setError(problem)
    setRefused(problem === null ? null : text)
    // A refused text stays in the field, with the reason under it.
    if (problem === null) setText(null)
  }
  const shared = {
    value: text ?? value,
    error,
    onBlur: () => void save(),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.nativeEvent.isComposing) return
      if (event.key === 'Enter' && (!multiline || event.metaKey || event.ctrlKey)) void save()
      if (event.key === 'Escape' && text !== null) {
        event.stopPropagation()
        setText(null)
        setError(null)
      }
    },
  }
  const change = (next: string) => {
    setText(next)
    setError(null)
  }
  if (multiline) {
    const { label, hint, mono = false, placeholder, hideLabel = false, className } = rest
    return (
      <TextArea
        label={label}
        hint={hint}
        mono={mono}
        hideLabel={hideLabel}
        placeholder={placeholder}
        rows={rows ?? 3}
        {...(className === undefined ? {} : { className })}
        {...shared}
        onChange={(event) => change(event.target.value)}
      />
    )
  }
  return <TextInput {...rest} {...shared} onChange={(event) => change(event.target.value)} />
}
