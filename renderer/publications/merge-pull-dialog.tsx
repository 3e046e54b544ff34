import { GitMerge, GitPullRequestArrow } from 'lucide-react'
import { useRef, useState } from 'react'
import type { MergeMethod } from '#shared/publication-words.ts'
import type { Publication, PullSummary } from '#shared/publications.ts'
import type { Problem } from '../state/errors.ts'
import { mergePublication, updatePublished } from '../state/publications.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Notice } from '../ui/notice.tsx'
import { RadioCards } from '../ui/radio-cards.tsx'
import { toast } from '../ui/toast.ts'
import { ProblemWords } from './problem-words.tsx'
import {
  asSentence,
  checkSummary,
  METHOD_WORDS,
  remarkSummary,
  repositoryName,
  reviewSummary,
} from './words.ts'

/** Work that is not pushed yet. */
export type Newer = {
  name: string
  /** Its last commit. */
  head: string
}

/** Merges a pull request at GitHub, in one of the ways that its repository permits. */
export function MergePullDialog({
  publication,
  pull,
  newer,
  onClose,
}: {
  publication: Publication
  pull: PullSummary
  /** What would be left out. */
  newer: Newer | null
  onClose: () => void
}) {
  // Of a batch's newest work only the host knows.
  const [left, setLeft] = useState(() =>
    newer === null
      ? null
      : {
          words: t(
            '{name} is not in pull request #{prNumber} yet: merged now, what it has done is left out.',
            { name: newer.name, prNumber: publication.prNumber ?? '' },
          ),
          head: newer.head,
        },
  )
  const [chosen, setChosen] = useState<MergeMethod | null>(null)
  // The repository may have stopped permitting it meanwhile.
  const method = chosen !== null && pull.methods.includes(chosen) ? chosen : (pull.methods[0] ?? 'merge')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Problem | null>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const { id, prNumber, baseBranch } = publication
  const repository = repositoryName(publication)
  const warnings = [
    ...[checkSummary(pull.checkCounts), reviewSummary(pull)].filter(
      (summary) =>
        summary !== null && (summary.tone === 'bad' || summary.tone === 'wait' || summary.tone === 'run'),
    ),
    ...(pull.openRemarks === 0 ? [] : [remarkSummary(pull)]),
  ]
  const merge = async () => {
    if (busy) return
    setBusy(true)
    const problem = await mergePublication({ id, method, ...(left === null ? {} : { without: left.head }) })
    setBusy(false)
    const head = problem?.details?.['without']
    if (problem !== null && typeof head === 'string') return setLeft({ words: problem.message, head })
    setError(problem)
    if (problem !== null) return
    onClose()
    toast.success(
      t('Pull request #{prNumber} is merged into {baseBranch}', { prNumber: prNumber ?? '', baseBranch }),
    )
  }
  const update = async () => {
    const subject = publication.taskId === null ? publication.batchId : publication.taskId
    if (busy || subject === null) return
    setBusy(true)
    await updatePublished(publication.taskId === null ? { batchId: subject } : { taskId: subject })
    setBusy(false)
    onClose()
  }
  const first = left === null ? merge : update
  return (
    <Dialog
      open
      initialFocus={submit}
      onOpenChange={(open) => {
        if (!open && !busy) onClose()
      }}
      title={t('Merge #{prNumber} into {baseBranch}', { prNumber: prNumber ?? '', baseBranch })}
      description={
        repository === null
          ? t('At GitHub, in its repository. That cannot be taken back from here.')
          : t('At GitHub, in {repository}. That cannot be taken back from here.', { repository })
      }
      footer={
        <DialogFoot
          label={left !== null ? t('Update first') : error === null ? t('Merge') : t('Try again')}
          icon={left === null ? <GitMerge /> : <GitPullRequestArrow />}
          busy={busy}
          submitRef={submit}
          onSubmit={first}
          onCancel={onClose}
          beside={
            left !== null && (
              <Button variant="danger" disabled={busy} onClick={() => void merge()}>
                {t('Merge without it')}
              </Button>
            )
          }
        />
      }
    >
      <RadioCards
        label={t('How to merge')}
        options={pull.methods.map((id) => ({ id, ...METHOD_WORDS[id] }))}
        value={method}
        disabled={busy}
        onChange={setChosen}
      />
      {left !== null && (
        <Notice tone="wait" live className="mt-3">
          {left.words}
        </Notice>
      )}
      {warnings.length > 0 && error === null && (
        <Notice tone="wait" className="mt-3">
          {[
            ...warnings.map((summary) => asSentence(summary?.word ?? '')),
            t('It can be merged all the same.'),
          ].join(' ')}
        </Notice>
      )}
      {error !== null && (
        <Notice tone="bad" live className="mt-3">
          <ProblemWords problem={error} />
        </Notice>
      )}
    </Dialog>
  )
}
