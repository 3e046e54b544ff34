import { GitMerge } from 'lucide-react'
import { Fragment, type ReactNode, useRef, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { conflictComment, filesOf, pathOf } from './conflicts.ts'
import { SubmitKey } from './submit-key.tsx'

type Strategy = 'merge' | 'ff'

const strategies: { id: Strategy; name: string; hint: string }[] = [
  { id: 'merge', name: 'Merge commit', hint: 'Keeps the run’s commits together under one merge commit.' },
  {
    id: 'ff',
    name: 'Fast-forward',
    hint: 'Moves the base branch onto the run’s commits; no commit is added.',
  },
]

type MergeDialogProps = {
  onOpenChange: (open: boolean) => void
  task: Task
  run: Run
  /** Opens the send-back box with this comment. */
  onSendBack: (comment: string) => void
}

/** Takes a run's work into its base branch, and leads out of every reason why that can be refused. */
export function MergeDialog({ open, ...props }: MergeDialogProps & { open: boolean }) {
  // What a dialog holds begins anew each time it opens.
  return open ? <OpenMergeDialog {...props} /> : null
}

function OpenMergeDialog({ onOpenChange, task, run, onSendBack }: MergeDialogProps) {
  const [strategy, setStrategy] = useState<Strategy>('merge')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Problem | null>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const base = run.baseBranch ?? 'the base branch'

  const merge = async (how: { strategy: Strategy; moveCheckout?: boolean }) => {
    setBusy(true)
    try {
      const { commit } = await client.runs.merge({
        id: run.id,
        strategy: how.strategy,
        moveCheckout: how.moveCheckout ?? false,
      })
      onOpenChange(false)
      toast.success(`${task.identifier} is merged into ${base}`, { description: commit.slice(0, 7) })
    } catch (problem) {
      setRefusal(problemOf(problem))
    } finally {
      setBusy(false)
    }
  }
  const choose = (next: Strategy) => {
    setStrategy(next)
    setRefusal(null)
  }
  const lead = refusal === null ? null : wayOut(refusal, base)
  const act = () => {
    if (lead?.act === 'move') return merge({ strategy, moveCheckout: true })
    if (lead?.act === 'merge_commit') {
      setStrategy('merge')
      return merge({ strategy: 'merge' })
    }
    if (lead?.act === 'send_back' && refusal) {
      onOpenChange(false)
      onSendBack(conflictComment(base, filesOf(refusal)))
      return Promise.resolve()
    }
    return merge({ strategy })
  }
  return (
    <Dialog
      open
      initialFocus={submit}
      onOpenChange={(next) => {
        if (!busy) onOpenChange(next)
      }}
      title={`Merge ${task.identifier} into ${base}`}
      description={
        <>
          {run.branch} · {run.changes && <PlusMinus {...run.changes} />}
          {run.checkPassed === true && ' · checks passed'}
          {run.checkPassed === false && <span className="text-bad"> · checks failed</span>}
        </>
      }
      footer={
        <>
          <Button variant="ghost" disabled={busy} onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          {lead !== null && lead.act !== null && lead.again && (
            <Button disabled={busy} onClick={() => void merge({ strategy })}>
              Try again
            </Button>
          )}
          <Button
            ref={submit}
            variant="primary"
            busy={busy}
            icon={<GitMerge />}
            keys="mod+enter"
            onClick={() => void act()}
          >
            {lead?.label ?? (strategy === 'ff' ? 'Fast-forward' : 'Merge')}
          </Button>
          <SubmitKey onSubmit={() => void act()} enabled={!busy} />
        </>
      }
    >
      <div role="radiogroup" aria-label="How to merge" className="grid gap-1.5">
        {strategies.map(({ id, name, hint }) => (
          <label
            key={id}
            className="flex cursor-default items-start gap-2.5 rounded-m border border-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="strategy"
              className="mt-[3px] accent-accent"
              checked={strategy === id}
              disabled={busy}
              onChange={() => choose(id)}
            />
            <span>
              <span className="block font-medium">{name}</span>
              <span className="block text-12 text-fg-2">{hint}</span>
            </span>
          </label>
        ))}
      </div>
      {lead !== null && (
        <div
          role="alert"
          className={`mt-3 grid gap-1.5 rounded-m border px-3 py-2.5 text-12 ${
            lead.bad ? 'border-bad/35 bg-bad/8' : 'border-wait/35 bg-wait/10'
          }`}
        >
          {lead.body}
        </div>
      )}
    </Dialog>
  )
}

type WayOut = {
  body: ReactNode
  act: 'move' | 'merge_commit' | 'send_back' | null
  label: string | null
  /** Also offer the plain merge again: the user may have mended it elsewhere. */
  again: boolean
  bad: boolean
}

function wayOut(refusal: Problem, base: string): WayOut {
  const path = pathOf(refusal)
  const files = filesOf(refusal)
  const list = files.length > 0 && <FileNames files={files} />
  switch (refusal.code) {
    case 'BASE_CHECKED_OUT':
      return {
        body: (
          <>
            <p>
              <b className="font-semibold">{base} is checked out</b> at{' '}
              {path === null ? 'your repository' : <Path path={path} />}. Merging moves the branch, so your
              files there would no longer match it.
            </p>
            <p className="text-fg-2">
              OpenLinear can move that checkout along. It does so only while it has no changes of its own.
            </p>
          </>
        ),
        act: 'move',
        label: 'Merge and move my checkout',
        again: true,
        bad: false,
      }
    case 'CHECKOUT_DIRTY':
      return {
        body: (
          <>
            {files.length === 0 ? (
              <p>{refusal.message}</p>
            ) : (
              <p>
                <b className="font-semibold">Your checkout has changes of its own</b>
                {path !== null && (
                  <>
                    {' '}
                    at <Path path={path} />
                  </>
                )}
                , so it was not touched. Commit or stash them, then try again.
              </p>
            )}
            {list}
          </>
        ),
        act: 'move',
        label: 'Try again',
        again: false,
        bad: false,
      }
    case 'NOT_FAST_FORWARD':
      return {
        body: (
          <p>
            <b className="font-semibold">{base} has moved on</b> since the run began, so it cannot simply be
            fast-forwarded. A merge commit brings both together.
          </p>
        ),
        act: 'merge_commit',
        label: 'Make a merge commit',
        again: false,
        bad: false,
      }
    case 'MERGE_CONFLICT':
      return {
        body: (
          <>
            <p>
              <b className="font-semibold">Both sides changed the same lines</b>
              {files.length > 0 && ` in ${files.length} ${files.length === 1 ? 'file' : 'files'}`}. Nothing
              was merged.
            </p>
            {list}
            <p className="text-fg-2">Send the run back and the agent resolves the conflict on its branch.</p>
          </>
        ),
        act: 'send_back',
        label: 'Send back to resolve…',
        again: true,
        bad: true,
      }
    default:
      return { body: <p>{refusal.message}</p>, act: null, label: 'Try again', again: false, bad: true }
  }
}

/** A path that breaks after its slashes where it can. */
const Path = ({ path }: { path: string }) => (
  <code className="text-11 [overflow-wrap:anywhere]">
    {path.split(/(?<=[/\\])/).map((part, index) => (
      <Fragment key={index}>
        {index > 0 && <wbr />}
        {part}
      </Fragment>
    ))}
  </code>
)

const MOST = 12

function FileNames({ files }: { files: readonly string[] }) {
  return (
    <ul className="grid max-h-40 gap-0.5 overflow-y-auto font-mono text-11 text-fg-2">
      {files.slice(0, MOST).map((file) => (
        <li key={file} className="truncate" title={file}>
          {file}
        </li>
      ))}
      {files.length > MOST && <li className="font-sans text-fg-3">and {files.length - MOST} more</li>}
    </ul>
  )
}
