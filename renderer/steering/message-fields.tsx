import { type ReactNode, useRef } from 'react'
import { UploadNote } from '../editor/upload-note.tsx'
import type { Uploads } from '../editor/use-uploads.ts'
import { t } from '../strings/t.ts'
import { AttachButton, Composer, type ComposerHandle } from './composer.tsx'
import { slashHint } from './said.ts'

/** The same words for several agents: what is said, and the files that go with it. */
export function MessageFields({
  projectId,
  runId,
  label,
  count,
  text,
  busy,
  uploads,
  onChange,
  children,
}: {
  projectId: string
  /** Files of its worktree can be named. */
  runId?: string
  label: string
  /** So many agents are told. */
  count: number
  text: string
  busy: boolean
  uploads: Pick<Uploads<unknown>, 'held' | 'letGo' | 'onUploading'>
  onChange: (text: string) => void
  /** What else is chosen, beside the files. */
  children?: ReactNode
}) {
  const field = useRef<ComposerHandle>(null)
  const hint = slashHint(text.trim())
  return (
    <>
      <Composer
        ref={field}
        autoFocus
        projectId={projectId}
        {...(runId === undefined ? {} : { runId })}
        label={label}
        minRows={4}
        maxRows={14}
        placeholder={t(
          '{count, plural, one {What should it know?} other {The same words for each of them}}',
          { count },
        )}
        value={text}
        readOnly={busy}
        onChange={onChange}
        onUploading={uploads.onUploading}
      />
      <UploadNote uploads={uploads} className="mt-1.5" />
      <div className="mt-2 flex flex-wrap items-center gap-1.5">
        <AttachButton disabled={busy} onClick={() => field.current?.pickFiles()} />
        {children}
      </div>
      {hint !== null && (
        <p role="status" className="mt-2 text-12 text-fg-3">
          {hint}
        </p>
      )}
    </>
  )
}
