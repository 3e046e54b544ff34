import { Play } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { PromptPreview } from '#shared/steering.ts'
import type { Task } from '#shared/tasks.ts'
import type { Worker, WorkerChoice } from '#shared/worker.ts'
import { BY_DEFAULT, WorkerChips } from '../board/worker-chips.tsx'
import { useAsked } from '../state/use-asked.ts'
import { client } from '../state/transport.ts'
import { PromptPreviewBox } from '../steering/prompt-preview.tsx'
import { choiceOf } from '../steering/use-worker-choice.ts'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Spinner } from '../ui/spinner.tsx'

type PromptDialogProps = {
  onClose: () => void
  task: Task
  /** What can be begun with it now; null = nothing. */
  start: {
    label: string
    /** Who works can be chosen for this time; else the task's properties say it. */
    chooses: boolean
    /** @returns whether it was begun */
    run: (choice: WorkerChoice) => Promise<boolean>
  } | null
}

/** What Execute would send to the agent now, letter by letter, and to whom; begins it as well. */
export function PromptDialog({ onClose, task, start }: PromptDialogProps) {
  const [chosen, setChosen] = useState(BY_DEFAULT)
  const [busy, setBusy] = useState(false)
  const ask = useCallback(() => client.tasks.prompt({ id: task.id }), [task.id])
  const { value: preview, problem, again } = useAsked(ask)
  const now = preview === null ? null : workerIn(preview)
  const begin = async () => {
    if (start === null || busy) return
    setBusy(true)
    const isBegun = await start.run(start.chooses ? choiceOf(chosen) : {})
    setBusy(false)
    if (isBegun) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !busy) onClose()
      }}
      title={t('Prompt of {identifier}', { identifier: task.identifier })}
      description={t(
        'What the agent is told first, letter by letter: the task, its comments and the project’s instructions.',
      )}
      width={680}
      footer={
        start === null ? undefined : (
          <DialogFoot
            label={start.label}
            icon={<Play />}
            busy={busy}
            disabled={preview === null}
            cancelLabel={t('Close')}
            onSubmit={begin}
            onCancel={onClose}
          />
        )
      }
    >
      {problem !== null ? (
        <p role="alert" className="flex items-center gap-2 text-bad">
          <WithCode text={problem.message} />
          <Button size="s" onClick={again}>
            {t('Try again')}
          </Button>
        </p>
      ) : preview === null ? (
        <div className="grid min-h-[44vh] place-items-center" aria-busy>
          <Spinner label={t('Loading the prompt')} size={16} />
        </div>
      ) : (
        <PromptPreviewBox
          preview={preview}
          choices={
            start?.chooses === true && now !== null ? (
              <WorkerChips
                projectId={task.projectId}
                value={chosen}
                now={now}
                disabled={busy}
                onChange={setChosen}
              />
            ) : undefined
          }
        />
      )}
    </Dialog>
  )
}

const workerIn = ({ model, agent, variant }: PromptPreview): Worker | null =>
  model === null ? null : { model, agent, variant }
