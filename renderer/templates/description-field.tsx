import { MarkdownEditor } from '../editor/editor.tsx'

/** The description of a new task, as it will read. */
export function DescriptionField({
  value,
  onChange,
  onUploading,
}: {
  value: string
  onChange: (text: string) => void
  /** How many files are on their way into it. */
  onUploading: (count: number) => void
}) {
  return (
    <MarkdownEditor
      bare
      label="Description"
      placeholder="Say what the agent has to know: behaviour wanted, files to look at, what not to touch. Type / for more."
      value={value}
      onChange={onChange}
      onUploading={onUploading}
      maxLength={200_000}
      minRows={5}
      maxRows={16}
      className="mt-2"
    />
  )
}
