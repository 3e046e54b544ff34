import { useRef } from 'react'
import type { Task } from '#shared/tasks.ts'
import { useCommand } from '../commands/use-command.ts'
import { type EditorHandle, MarkdownEditor } from '../editor/editor.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Notice } from '../ui/notice.tsx'
import { useWrittenText } from './use-written-text.ts'

/** The description, written where it is read: it is saved by itself. */
export function Description({ task }: { task: Task }) {
  const editor = useRef<EditorHandle>(null)
  const written = useWrittenText(task.id, task.description)
  useCommand('task.description', () => editor.current?.focus('end'))
  return (
    <div className="max-w-[72ch]">
      <MarkdownEditor
        ref={editor}
        bare
        label={t('Description')}
        placeholder={t('Add a description…')}
        value={written.text}
        maxLength={200_000}
        maxRows={100_000}
        onChange={written.onChange}
        onFocus={written.onFocus}
        onBlur={written.onBlur}
        onSubmit={() => editor.current?.blur()}
      />
      {written.theirs !== null && (
        <Notice tone="wait" live className="mt-3">
          <p className="font-medium">
            {t('The same place of this description was changed elsewhere meanwhile')}
          </p>
          <p className="mt-0.5 mb-2 text-fg-2">
            {t('What you wrote stands above and is not saved. The other one:')}
          </p>
          <div className="max-h-60 overflow-y-auto border-s-2 border-line-strong ps-3">
            {written.theirs.trim() === '' ? (
              <p className="text-fg-3">{t('It is empty.')}</p>
            ) : (
              <Markdown>{written.theirs}</Markdown>
            )}
          </div>
          <div className="mt-2 flex flex-wrap gap-1.5">
            <Button size="s" variant="primary" onClick={written.keepMine}>
              {t('Keep mine')}
            </Button>
            <Button size="s" onClick={written.takeTheirs}>
              {t('Take the other one')}
            </Button>
          </div>
        </Notice>
      )}
      {written.problem !== null && written.theirs === null && (
        <Notice
          tone="bad"
          live
          className="mt-3"
          action={
            <Button size="s" onClick={written.onBlur}>
              {t('Try again')}
            </Button>
          }
        >
          <p className="font-medium">{t('The description was not saved')}</p>
          <p className="mt-0.5 text-fg-2">
            {t('{problem} What you wrote is kept here until then.', { problem: written.problem })}
          </p>
        </Notice>
      )}
    </div>
  )
}
