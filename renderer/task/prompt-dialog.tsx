import { useEffect, useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { CopyButton } from '../run/copy-button.tsx'
import { problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Spinner } from '../ui/spinner.tsx'

type PromptDialogProps = {
  onOpenChange: (open: boolean) => void
  task: Task
}

/** The words that Execute would send to the agent now. */
export function PromptDialog({ open, ...props }: PromptDialogProps & { open: boolean }) {
  // What a dialog holds begins anew each time it opens.
  return open ? <OpenPromptDialog {...props} /> : null
}

function OpenPromptDialog({ onOpenChange, task }: PromptDialogProps) {
  const [text, setText] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    let gone = false
    client.tasks.prompt({ id: task.id }).then(
      (prompt) => {
        if (!gone) setText(prompt.text)
      },
      (problem: unknown) => {
        if (!gone) setError(problemOf(problem).message)
      },
    )
    return () => {
      gone = true
    }
  }, [task.id])
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={`Prompt of ${task.identifier}`}
      description="What Execute would send to the agent now: the task, its comments and the project’s instructions."
      width={680}
    >
      {error !== null ? (
        <p role="alert" className="text-bad">
          {error}
        </p>
      ) : text === null ? (
        <div className="grid place-items-center py-10">
          <Spinner label="Loading the prompt" size={16} />
        </div>
      ) : (
        <div className="relative">
          <div className="absolute top-1.5 right-1.5">
            <CopyButton text={text} label="Copy the prompt" />
          </div>
          <pre
            tabIndex={0}
            className="max-h-[50vh] overflow-auto rounded-m border border-line bg-inset px-3 py-2.5 font-mono text-code leading-code whitespace-pre-wrap text-fg-2"
          >
            {text}
          </pre>
        </div>
      )}
    </Dialog>
  )
}
