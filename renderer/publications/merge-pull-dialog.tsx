import { GitMerge } from 'lucide-react'
import { useRef, useState } from 'react'
import type { MergeMethod } from '#shared/publication-words.ts'
import type { Publication, PullRequest } from '#shared/publications.ts'
import { mergePublication } from '../state/publications.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { SubmitKey } from '../ui/submit-key.tsx'
import { toast } from '../ui/toast.ts'
import { checkSummary, METHOD_WORDS, repositoryName, reviewSummary } from './words.ts'

/** Merges a pull request at GitHub, in one of the ways that its repository permits. */
export function MergePullDialog({
  publication,
  pull,
  onClose,
}: {
  publication: Publication
  pull: PullRequest
  onClose: () => void
}) {
  const [method, setMethod] = useState<MergeMethod>(pull.methods[0] ?? 'merge')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const { id, prNumber, baseBranch } = publication
  const warnings = [checkSummary(pull.checks), reviewSummary(pull.reviews)].filter(
    (summary) =>
      summary !== null && (summary.tone === 'bad' || summary.tone === 'wait' || summary.tone === 'run'),
  )
  const merge = async () => {
    if (busy) return
    setBusy(true)
    const problem = await mergePublication({ id, method })
    setBusy(false)
    setError(problem?.message ?? null)
    if (problem !== null) return
    onClose()
    toast.success(`Pull request #${prNumber} is merged into ${baseBranch}`)
  }
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
          <Button
            ref={submit}
            variant="primary"
            busy={busy}
            icon={<GitMerge />}
            keys="mod+enter"
            onClick={() => void merge()}
          >
            {error === null ? 'Merge' : 'Try again'}
          </Button>
          <SubmitKey onSubmit={() => void merge()} enabled={!busy} />
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
      {warnings.length > 0 && error === null && (
        <Notice tone="wait" className="mt-3">
          {warnings.map((summary) => `${summary?.word}.`).join(' ')} It can be merged all the same.
        </Notice>
      )}
      {error !== null && (
        <Notice tone="bad" live className="mt-3">
          {error}
        </Notice>
      )}
    </Dialog>
  )
}
