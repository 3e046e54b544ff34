import { MarkdownEditor } from '../editor/editor.tsx'
import { t } from '../strings/t.ts'

/** The description of a new task, as it will read. */
export function DescriptionField({
  value,
  onChange,
  onUploading,
}: {
  value: string
  onChange: (text: string) => void
  /** How many files are on their way into it. */
  onUploading: (count: number, hasFailed: boolean) => void
}) {
  return (
    <MarkdownEditor
      bare
      label={t('Description')}
      placeholder={t(
        'Say what the agent has to know: behaviour wanted, files to look at, what not to touch. Type / for more.',
      )}
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
