import { Paperclip } from 'lucide-react'
import type { ReactNode } from 'react'
import { attempt } from '../state/attempt.ts'
import { t } from '../strings/t.ts'
import { downloadAttachment } from './contents.ts'

/** A file that a text refers to; a press has the browser keep it. */
export function AttachedFile({ id, children }: { id: string; children: ReactNode }) {
  return (
    <button
      type="button"
      className="inline-flex max-w-full items-center gap-1 rounded-s align-bottom text-accent-fg hover:underline"
      onClick={() => void attempt(() => downloadAttachment(id), t('The file was not brought'))}
    >
      <Paperclip aria-hidden className="size-3 flex-none" />
      <span className="min-w-0 truncate">{children}</span>
    </button>
  )
}
