import { GitMerge, GitPullRequestArrow } from 'lucide-react'
import { useRef, useState } from 'react'
import type { MergeMethod } from '#shared/publication-words.ts'
import type { Publication, PullSummary } from '#shared/publications.ts'
import type { Problem } from '../state/errors.ts'
import { mergePublication, updatePublished } from '../state/publications.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { SubmitKey } from '../ui/submit-key.tsx'
import { toast } from '../ui/toast.ts'
import { ProblemWords } from './problem-words.tsx'
import { checkSummary, METHOD_WORDS, remarkSummary, repositoryName, reviewSummary } from './words.ts'

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
          words: `${newer.name} is not in pull request #${publication.prNumber} yet: merged now, what it has done is left out.`,
          head: newer.head,
        },
  )
  const [method, setMethod] = useState<MergeMethod>(pull.methods[0] ?? 'merge')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Problem | null>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const { id, prNumber, baseBranch } = publication
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
    toast.success(`Pull request #${prNumber} is merged into ${baseBranch}`)
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
      title={`Merge #${prNumber} into ${baseBranch}`}
      description={`At GitHub, in ${repositoryName(publication) ?? 'its repository'}. That cannot be taken back from here.`}
      footer={
        <>
          <Button variant="ghost" disabled={busy} onClick={onClose}>
            Cancel
          </Button>
          {left !== null && (
            <Button variant="danger" disabled={busy} onClick={() => void merge()}>
              Merge without it
            </Button>
          )}
          <Button
            ref={submit}
            variant="primary"
            busy={busy}
            icon={left === null ? <GitMerge /> : <GitPullRequestArrow />}
            keys="mod+enter"
            onClick={() => void first()}
          >
            {left !== null ? 'Update first' : error === null ? 'Merge' : 'Try again'}
          </Button>
          <SubmitKey onSubmit={() => void first()} enabled={!busy} />
        </>
      }
    >
      <div role="radiogroup" aria-label="How to merge" className="grid gap-1.5">
        {pull.methods.map((one) => (
          <label
            key={one}
            className="flex cursor-default items-start gap-2.5 rounded-m border border-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="method"
              className="mt-[3px] accent-accent"
              checked={method === one}
              disabled={busy}
              onChange={() => setMethod(one)}
            />
            <span>
              <span className="block font-medium">{METHOD_WORDS[one].name}</span>
              <span className="block text-12 text-fg-2">{METHOD_WORDS[one].hint}</span>
            </span>
          </label>
        ))}
      </div>
      {left !== null && (
        <Notice tone="wait" live className="mt-3">
          {left.words}
        </Notice>
      )}
      {warnings.length > 0 && error === null && (
        <Notice tone="wait" className="mt-3">
          {warnings.map((summary) => `${summary?.word}.`).join(' ')} It can be merged all the same.
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
