import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import { recordName } from '#shared/run-record-words.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import { attempt } from '../state/actions.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { saveRecord } from './save-record.ts'

/** Exports the run that is shown. */
export function ExportRecordButton({ task, run }: { task: Task; run: Run }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton size="s" label={t('Export run record…')} onClick={() => setOpen(true)}>
        <Download />
      </IconButton>
      <ExportRecordDialog task={task} run={run} open={open} onOpenChange={setOpen} />
    </>
  )
}

/** Says what is in a run's record before it is saved. */
export function ExportRecordDialog({
  task,
  run,
  open,
  onOpenChange,
}: {
  task: Task
  run: Run
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const reading = useRef<AbortController>(null)
  useEffect(() => () => reading.current?.abort(), [])
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('Export run {attempt} of {identifier}?', {
        attempt: run.attempt,
        identifier: task.identifier,
      })}
      description={t('One file with the whole story of the run, to be read by programs or replayed here.')}
      confirmLabel={t('Save the file')}
      onConfirm={async () => {
        reading.current = new AbortController()
        const { signal } = reading.current
        await attempt(
          () => saveRecord(run.id, recordName(task.identifier, run.attempt), signal),
          t('The run record was not saved'),
        )
      }}
    >
      <div className="grid gap-2 text-12 leading-[1.55] text-fg-2">
        <p>
          {rich(
            'It holds the prompt, everything the agent said, read and wrote, what it asked and what you answered, the checks, commits and cost. <b>Contents of files</b> that the agent has read stand in it as they stand in the log.',
            { b: (text) => <strong className="font-medium text-fg">{text}</strong> },
          )}
        </p>
        <p>
          {t(
            'Keys and tokens that OpenLinear knows, or that look like some, are hidden. Read the file before you give it away: what looks like plain text cannot be told from a secret.',
          )}
        </p>
        {!isTerminal(run.status) && (
          <p>{t('The run still goes on: the file will end where it stands now.')}</p>
        )}
      </div>
    </ConfirmDialog>
  )
}
