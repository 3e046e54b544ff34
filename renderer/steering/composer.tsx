import { Paperclip } from 'lucide-react'
import { type Ref, useImperativeHandle, useMemo, useRef } from 'react'
import { type EditorHandle, MarkdownEditor, type MarkdownEditorProps } from '../editor/editor.tsx'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { fileMentionSource } from './file-mention-source.ts'
import { useRecall } from './use-recall.ts'

/** Letters of what is said at once. */
export const MOST_SAID = 100_000

export type ComposerHandle = Pick<EditorHandle, 'focus' | 'pickFiles'> & {
  /** What stands in the field was said, or taken from elsewhere: ↑ begins anew. */
  endRecall(): void
}

/**
 * The field for words to an agent: Markdown with `@` for files, attachments by paste, drop and button, and ↑ for what
 * was said before. Buttons are its parent's.
 */
export function Composer({
  projectId,
  runId,
  onChange,
  ref,
  ...field
}: Pick<
  MarkdownEditorProps,
  | 'label'
  | 'placeholder'
  | 'minRows'
  | 'maxRows'
  | 'readOnly'
  | 'autoFocus'
  | 'onSubmit'
  | 'submitOnEnter'
  | 'onEscape'
  | 'onUploading'
  | 'bare'
  | 'aria-describedby'
  | 'aria-invalid'
> & {
  /** Whose earlier words ↑ brings. */
  projectId: string
  /** In whose worktree `@` looks for files; else in the project's repository. */
  runId?: string
  value: string
  onChange: (text: string) => void
  ref?: Ref<ComposerHandle>
}) {
  const editor = useRef<EditorHandle>(null)
  const recall = useRecall(projectId, field.value, (text) => {
    onChange(text)
    // Once the field has it.
    setTimeout(() => editor.current?.focus('end'))
  })
  const completions = useMemo(
    () => [fileMentionSource(runId === undefined ? { projectId } : { runId })],
    [runId, projectId],
  )
  useImperativeHandle(ref, () => ({
    focus: (at) => editor.current?.focus(at),
    pickFiles: () => editor.current?.pickFiles(),
    endRecall: recall.end,
  }))
  return (
    <MarkdownEditor
      {...field}
      ref={editor}
      maxLength={MOST_SAID}
      completions={completions}
      onChange={(text) => {
        recall.end()
        onChange(text)
      }}
      onArrowUpAtStart={recall.back}
      onArrowDownAtEnd={recall.forth}
    />
  )
}

/** Lets the user choose files for a composer. */
export function AttachButton({ onClick, disabled = false }: { onClick: () => void; disabled?: boolean }) {
  return (
    <IconButton size="s" label={t('Attach files')} disabled={disabled} onClick={onClick}>
      <Paperclip />
    </IconButton>
  )
}
