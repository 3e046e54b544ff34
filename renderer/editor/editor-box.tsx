import { useRef } from 'react'
import { type WriteBoxProps, WriteFoot } from '../ui/write-box.tsx'
import { type EditorHandle, MarkdownEditor } from './editor.tsx'
import { UploadNote } from './upload-note.tsx'
import { useUploads } from './use-uploads.ts'

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
  const uploads = useUploads<'say'>(() => {
    if (value.trim() !== '') onSubmit()
  })
  const say = () => uploads.ask('say')
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
        onUploading={uploads.onUploading}
      />
      <WriteFoot
        submit={submit}
        onSubmit={say}
        onCancel={onCancel}
        busy={busy || uploads.held !== null}
        isEmpty={value.trim() === '' && uploads.count === 0}
        quiet={quiet}
        note={uploads.held === null ? note : <UploadNote uploads={uploads} className="mt-1.5" />}
      />
    </div>
  )
}
