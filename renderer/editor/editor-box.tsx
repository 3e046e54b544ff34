import { useRef, useState } from 'react'
import { type WriteBoxProps, WriteFoot } from '../ui/write-box.tsx'
import { type EditorHandle, MarkdownEditor } from './editor.tsx'

/** A box for something in Markdown that is said to others: ⌘↵ says it, Escape leaves it. Files can be put into it. */
export function EditorBox({
  label,
  placeholder,
  value,
  onChange,
  submit,
  onSubmit,
  onCancel,
  busy,
  maxLength,
  rows = 3,
  autoFocus = false,
  quiet = false,
  note,
}: WriteBoxProps) {
  const editor = useRef<EditorHandle>(null)
  const [uploading, setUploading] = useState(0)
  // What is said before its files are there would lack them.
  const say = () => {
    if (uploading === 0 && value.trim() !== '') onSubmit()
  }
  return (
    <div>
      <MarkdownEditor
        ref={editor}
        label={label}
        placeholder={placeholder}
        value={value}
        onChange={onChange}
        maxLength={maxLength}
        minRows={quiet ? 1 : rows}
        maxRows={20}
        autoFocus={autoFocus}
        readOnly={busy}
        onSubmit={say}
        onEscape={() => (onCancel === undefined ? editor.current?.blur() : onCancel())}
        onUploading={setUploading}
      />
      <WriteFoot
        submit={submit}
        onSubmit={say}
        onCancel={onCancel}
        busy={busy || uploading > 0}
        isEmpty={value.trim() === ''}
        quiet={quiet}
        note={note}
      />
    </div>
  )
}
