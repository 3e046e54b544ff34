import { CornerUpLeft } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { problemOf } from '../state/errors.ts'
import { runs } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { TextArea } from '../ui/field.tsx'
import { toast } from '../ui/toast.ts'
import { composeNotes } from './review-notes.ts'
import type { ReviewNotes } from './use-review-notes.ts'

type SendBackDialogProps = {
  onOpenChange: (open: boolean) => void
  task: Task
  run: Run
  notes: ReviewNotes
  /** Words to begin with, such as those about a merge conflict. */
  prefill: string
  /** Sends it, where that is not a matter of the run alone; answers what goes on then. */
  onSend?: (comments: string) => Promise<string>
}

/** Says what should be different; the agent goes on in the same session and branch. */
export function SendBackDialog({ open, ...props }: SendBackDialogProps & { open: boolean }) {
  // What a dialog holds begins anew each time it opens.
  return open ? <OpenSendBackDialog {...props} /> : null
}

function OpenSendBackDialog({ onOpenChange, task, run, notes, prefill, onSend }: SendBackDialogProps) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const key = `review-send-back:${run.id}`
  // What was typed before survives a closed dialog; a prefill stands beneath it.
  const [text, setText] = useState(() => {
    const typed = sessionStorage.getItem(key) ?? ''
    return typed.includes(prefill)
      ? typed
      : [typed, prefill].filter((part) => part.trim() !== '').join('\n\n')
  })
  const remarks = composeNotes(notes.notes)

  const whole = [text.trim(), remarks].filter((part) => part !== '').join('\n\n')
  const send = async () => {
    if (whole === '' || busy) return
    setBusy(true)
    try {
      const goesOn = await (onSend ?? ((comments) => sendBackRun(run.id, comments)))(whole)
      sessionStorage.removeItem(key)
      notes.clear()
      onOpenChange(false)
      toast.success(`${task.identifier} is sent back`, { description: goesOn })
    } catch (problem) {
      setError(problemOf(problem).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => {
        if (!busy) onOpenChange(next)
      }}
      title={`Send ${task.identifier} back`}
      description="The agent goes on in the same session, branch and worktree, with your comments."
      width={560}
      initialFocus={field}
      footer={
        <DialogFoot
          label="Send back"
          icon={<CornerUpLeft />}
          busy={busy}
          disabled={whole === ''}
          onSubmit={send}
          onCancel={() => onOpenChange(false)}
        />
      }
    >
      <TextArea
        ref={field}
        label="Comments"
        hideLabel
        rows={5}
        placeholder="What should be different?"
        value={text}
        error={error}
        onChange={(event) => {
          setText(event.target.value)
          sessionStorage.setItem(key, event.target.value)
        }}
      />
      {notes.notes.length > 0 && (
        <section aria-label="Remarks on lines" className="mt-3">
          <h3 className="mb-1.5 text-12 font-medium text-fg-2">
            With {notes.notes.length} {notes.notes.length === 1 ? 'remark' : 'remarks'} from the changes
          </h3>
          <pre className="max-h-48 overflow-auto rounded-m border border-line bg-inset px-2.5 py-2 font-mono text-code leading-4.5 whitespace-pre-wrap text-fg-2">
            {remarks}
          </pre>
        </section>
      )}
    </Dialog>
  )
}

async function sendBackRun(id: string, comments: string): Promise<string> {
  const next = await client.runs.sendBack({ id, comments })
  runs.put([next])
  return `Run ${next.attempt} goes on with your comments.`
}
