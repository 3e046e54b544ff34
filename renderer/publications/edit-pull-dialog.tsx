import { useState } from 'react'
import type { Publication } from '#shared/publications.ts'
import type { Problem } from '../state/errors.ts'
import { updatePublication } from '../state/publications.ts'
import { t } from '../strings/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Notice } from '../ui/notice.tsx'
import { changedWords, wordsOf } from './changed-words.ts'
import { ProblemWords } from './problem-words.tsx'
import { PublicationFields } from './publication-fields.tsx'
import { Way } from './way.tsx'

/** Changes what an open pull request says. */
export function EditPullDialog({ publication, onClose }: { publication: Publication; onClose: () => void }) {
  const [before] = useState(() => wordsOf(publication))
  const [words, setWords] = useState(before)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Problem | null>(null)
  const save = async () => {
    if (busy || words.title.trim() === '') return
    const { draft: _, ...changed } = changedWords(before, words)
    if (Object.keys(changed).length === 0) return onClose()
    setBusy(true)
    const problem = await updatePublication({ id: publication.id, ...changed })
    setBusy(false)
    setError(problem)
    if (problem === null) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={() => {
        if (!busy) onClose()
      }}
      title={t('Change pull request #{prNumber}', { prNumber: publication.prNumber ?? '' })}
      description={
        <Way
          repository={publication.repository}
          remote={null}
          branch={publication.branch}
          base={publication.baseBranch}
        />
      }
      width={620}
      className="top-[8vh] max-h-[86vh]"
      footer={
        <DialogFoot
          label={t('Save')}
          busy={busy}
          disabled={words.title.trim() === ''}
          onSubmit={save}
          onCancel={onClose}
        />
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        <PublicationFields value={words} onChange={setWords} />
        {error !== null && (
          <Notice tone="bad" live>
            <ProblemWords problem={error} />
          </Notice>
        )}
      </div>
    </Dialog>
  )
}
