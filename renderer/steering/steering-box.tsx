import { CornerUpLeft, Pause, Play } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { RunMessage } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import { type Worker, workerAfter } from '#shared/worker.ts'
import { BY_DEFAULT, WorkerChips } from '../board/worker-chips.tsx'
import { useCommand } from '../commands/use-command.ts'
import { UploadNote } from '../editor/upload-note.tsx'
import { useUploads } from '../editor/use-uploads.ts'
import type { Problem } from '../state/errors.ts'
import { answerRequest, isOpen, pauseRun, sayTo, useMessagesOf, useRequestsOf } from '../state/requests.ts'
import { connection } from '../state/stores.ts'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'
import { liftToasts } from '../ui/toast-lift.ts'
import { useTaskDraft } from '../task/use-task-draft.ts'
import { AttachButton, Composer, type ComposerHandle } from './composer.tsx'
import { QueuedMessages } from './queued-messages.tsx'
import { draftOf, slashHint } from './said.ts'
import { choiceOf, useWorkerChoice } from './use-worker-choice.ts'

/**
 * Where the reader talks to the agent: messages to a run that goes on, words to continue a paused one
 * with, comments to send a finished one back with.
 */
export function SteeringBox({
  run,
  onSendBack,
}: {
  run: Run
  /** Opens the dialog that sends the draft back; null when the run cannot be sent back. */
  onSendBack: (() => void) | null
}) {
  const messages = useMessagesOf(run.id)
  const paused = useRequestsOf(run.id).find(
    (request) => isOpen(request) && request.choices?.some(({ id }) => id === 'continue') === true,
  )
  const [draft, setDraft] = useTaskDraft(run.taskId, draftOf(run))
  const [worker, setWorker] = useWorkerChoice(run.taskId, draftOf(run))
  const [busy, setBusy] = useState<'send' | 'now' | 'pause' | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  // What could not be reached can be again.
  useEffect(
    () =>
      connection.subscribe(({ feed }, before) => {
        if (feed === 'live' && before.feed !== 'live')
          setProblem((last) => (last?.code === 'OFFLINE' ? null : last))
      }),
    [],
  )
  const field = useRef<ComposerHandle>(null)
  const latest = useRef('')
  useEffect(() => {
    latest.current = draft?.trim() ?? ''
  })
  const isLive = !isTerminal(run.status)
  useCommand('task.say', () => field.current?.focus('end'))
  const text = draft?.trim() ?? ''
  const during = async (what: 'send' | 'now', work: () => Promise<Problem | null>) => {
    setBusy(what)
    setProblem(null)
    const refused = await work()
    setBusy(null)
    if (refused !== null) return setProblem(refused)
    setDraft(null)
    setWorker(BY_DEFAULT)
    field.current?.endRecall()
  }
  const uploads = useUploads<'send' | 'now'>((how) => {
    if (busy !== null) return
    const choice = choiceOf(worker)
    if (onSendBack !== null && !isLive) onSendBack()
    else if (paused !== undefined) {
      const message = text === '' ? {} : { message: text }
      void during('send', () => answerRequest({ id: paused.id, choice: 'continue', ...message, ...choice }))
    } else if (text !== '') void during(how, () => sayTo(run.id, text, how === 'now', choice))
  })
  if (!isLive && onSendBack === null) return null

  // Who will work when the agent hears what is written here.
  const now = messages
    .filter(({ state }) => state === 'queued')
    .reduce<Worker>((before, message) => workerAfter(before, message), run)
  const blocked = busy !== null || uploads.held !== null
  const isEmpty = text === '' && uploads.count === 0
  const takeBack = ({ text: words, model, agent, variant }: RunMessage) => {
    // What is being written stays.
    if (latest.current === '') {
      setDraft(words)
      setWorker({ model, agent, variant })
      setProblem(null)
    }
    // Once the field has it.
    setTimeout(() => field.current?.focus('end'))
  }
  const hint = slashHint(text)

  return (
    <section
      ref={liftToasts}
      aria-label={isLive ? t('Talk to the agent') : t('Send back')}
      className="mt-auto mb-4 flex-none rounded-l border border-line-strong bg-raised px-3 pt-2.5 pb-2 shadow-float focus-within:border-fg-3 max-[1100px]:mb-3"
    >
      {isLive && <QueuedMessages messages={messages} onTakenBack={takeBack} />}
      <Composer
        ref={field}
        bare
        submitOnEnter
        projectId={run.projectId}
        runId={run.id}
        label={isLive ? t('Message to the agent') : t('Comments to send back with')}
        placeholder={placeholderOf(isLive, paused !== undefined)}
        maxRows={9}
        value={draft ?? ''}
        readOnly={busy === 'send' || busy === 'now'}
        onChange={(next) => {
          setDraft(next)
          setProblem(null)
        }}
        onSubmit={({ mod }) => uploads.ask(mod ? 'now' : 'send')}
        onUploading={uploads.onUploading}
      />
      <UploadNote uploads={uploads} className="mt-1" />
      {problem !== null && (
        <p role="alert" className="mt-1 text-12 text-bad">
          <WithCode text={problem.message} />
        </p>
      )}
      {problem === null && hint !== null && (
        <p role="status" className="mt-1 text-12 text-fg-3">
          {hint}
        </p>
      )}
      <div className="mt-2 flex flex-wrap items-center gap-1.5">
        <AttachButton disabled={busy !== null} onClick={() => field.current?.pickFiles()} />
        <WorkerChips
          projectId={run.projectId}
          value={worker}
          now={now}
          disabled={busy !== null}
          onChange={(next) => {
            setWorker(next)
            setProblem(null)
          }}
        />
        <span className="flex-1" />
        {!isLive ? (
          <Send icon={<CornerUpLeft />} disabled={blocked} onClick={() => uploads.ask('send')}>
            {t('Send back…')}
          </Send>
        ) : paused === undefined ? (
          <>
            {run.status === 'running' && (
              <Button
                size="s"
                variant="ghost"
                icon={<Pause />}
                busy={busy === 'pause'}
                disabled={busy !== null}
                title={t('Stops the agent where it is; you say when and how it goes on')}
                onClick={() => {
                  setBusy('pause')
                  void pauseRun(run.id).finally(() => setBusy(null))
                }}
              >
                {t('Pause')}
              </Button>
            )}
            <Button
              size="s"
              keys="mod+enter"
              busy={busy === 'now'}
              disabled={isEmpty || blocked}
              title={t('Ends what the agent is doing and says it at once')}
              onClick={() => uploads.ask('now')}
            >
              {t('Interrupt and send')}
            </Button>
            <Send busy={busy === 'send'} disabled={isEmpty || blocked} onClick={() => uploads.ask('send')}>
              {t('Send')}
            </Send>
          </>
        ) : (
          <Send icon={<Play />} busy={busy === 'send'} disabled={blocked} onClick={() => uploads.ask('send')}>
            {t('Continue')}
          </Send>
        )}
      </div>
    </section>
  )
}

const placeholderOf = (isLive: boolean, isPaused: boolean): string => {
  if (!isLive) return t('What should be different? @ names a file. The agent goes on in the same session.')
  return isPaused
    ? t('Words for the agent when it continues (not needed)')
    : t('Steer the agent, @ names a file. It hears you when its turn ends.')
}

function Send({
  icon,
  busy = false,
  disabled,
  onClick,
  children,
}: {
  icon?: ReactNode
  busy?: boolean
  disabled: boolean
  onClick: () => void
  children: ReactNode
}) {
  return (
    <Button
      size="s"
      variant="primary"
      keys="enter"
      icon={icon}
      busy={busy}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </Button>
  )
}
