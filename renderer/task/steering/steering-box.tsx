import { CornerUpLeft, Pause, Play } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import { useCommand } from '../../commands/use-command.ts'
import type { Problem } from '../../state/errors.ts'
import { shortModel } from '../../state/models.ts'
import { answerRequest, isOpen, pauseRun, sayTo, useMessagesOf, useRequestsOf } from '../../state/requests.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { useDraft } from '../use-draft.ts'
import { recallStep, saidBefore } from './history.ts'
import { QueuedMessages } from './queued-messages.tsx'

/**
 * Where the reader talks to the agent: messages to a run that goes on, words to continue a paused one
 * with, comments to send a finished one back with.
 */
export function SteeringBox({
  run,
  runs,
  onSendBack,
}: {
  run: Run
  /** All runs of the task, for what was said before. */
  runs: readonly Run[]
  /** Asks before it sends back; null when the run cannot be sent back. */
  onSendBack: ((comment: string) => void) | null
}) {
  const messages = useMessagesOf(run.id)
  const paused = useRequestsOf(run.id).find(
    (request) => isOpen(request) && request.choices?.some(({ id }) => id === 'continue') === true,
  )
  const [draft, setDraft] = useDraft(`steer:${run.id}`)
  const [busy, setBusy] = useState<'send' | 'now' | 'pause' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const recall = useRecall(saidBefore(runs, messages), setDraft)
  const isLive = !isTerminal(run.status)
  useCommand('task.say', () => field.current?.focus())
  if (!isLive && onSendBack === null) return null

  const text = draft?.trim() ?? ''
  const during = async (what: 'send' | 'now', work: () => Promise<Problem | null>) => {
    setBusy(what)
    setProblem(null)
    const refused = await work()
    setBusy(null)
    if (refused !== null) return setProblem(refused.message)
    setDraft(null)
    recall.end()
  }
  const send = (interrupt: boolean) => {
    if (busy !== null) return
    if (onSendBack !== null && !isLive) {
      if (text === '') return
      setDraft(null)
      onSendBack(text)
    } else if (paused !== undefined) {
      const message = text === '' ? {} : { message: text }
      void during('send', () => answerRequest({ id: paused.id, choice: 'continue', ...message }))
    } else if (text !== '') void during(interrupt ? 'now' : 'send', () => sayTo(run.id, text, interrupt))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      event.currentTarget.blur()
    } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      event.stopPropagation()
      if (!event.repeat) send(event.metaKey || event.ctrlKey)
    } else recall.onKey(event, draft ?? '')
  }

  return (
    <section
      aria-label={isLive ? 'Talk to the agent' : 'Send back'}
      className="mt-auto mb-4 flex-none rounded-l border border-line-strong bg-raised px-3 pt-2.5 pb-2 shadow-float focus-within:border-fg-3 max-[1100px]:mb-3"
    >
      {isLive && <QueuedMessages messages={messages} />}
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        aria-label={isLive ? 'Message to the agent' : 'Comments to send back with'}
        placeholder={placeholderOf(isLive, paused !== undefined)}
        maxLength={100_000}
        value={draft ?? ''}
        onChange={(event) => {
          setDraft(event.target.value === '' ? null : event.target.value)
          setProblem(null)
          recall.end()
        }}
        onKeyDown={onKeyDown}
        className="block field-sizing-content max-h-40 min-h-5 w-full resize-none bg-transparent outline-none focus-visible:outline-none"
      />
      {problem !== null && (
        <p role="alert" className="mt-1 text-12 text-bad">
          {problem}
        </p>
      )}
      <div className="mt-2 flex items-center gap-1.5">
        <Chip title={`Agent: ${run.agent}`}>{run.agent}</Chip>
        <Chip title={`Model: ${run.model}`} className="min-w-0">
          {shortModel(run.model)}
          {run.variant !== null && ` · ${run.variant}`}
        </Chip>
        <span className="flex-1" />
        {!isLive ? (
          <Send icon={<CornerUpLeft />} disabled={text === ''} onClick={() => send(false)}>
            Send back…
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
                title="Stops the agent where it is; you say when and how it goes on"
                onClick={() => {
                  setBusy('pause')
                  void pauseRun(run.id).finally(() => setBusy(null))
                }}
              >
                Pause
              </Button>
            )}
            <Button
              size="s"
              keys="mod+enter"
              busy={busy === 'now'}
              disabled={text === '' || busy !== null}
              title="Ends what the agent is doing and says it at once"
              onClick={() => send(true)}
            >
              Send now
            </Button>
            <Send busy={busy === 'send'} disabled={text === '' || busy !== null} onClick={() => send(false)}>
              Send
            </Send>
          </>
        ) : (
          <Send icon={<Play />} busy={busy === 'send'} disabled={busy !== null} onClick={() => send(false)}>
            Continue
          </Send>
        )}
      </div>
    </section>
  )
}

const placeholderOf = (isLive: boolean, isPaused: boolean): string => {
  if (!isLive) return 'What should be different? The agent goes on in the same session.'
  return isPaused
    ? 'Words for the agent when it continues (not needed)'
    : 'Steer the agent. It hears you when its turn ends.'
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

/** ↑ in the empty field goes back through what was said, ↓ comes forth again, to the empty field. */
function useRecall(said: readonly string[], show: (text: string | null) => void) {
  const [back, setBack] = useState(0)
  return {
    end: () => setBack(0),
    onKey: (event: KeyboardEvent, text: string) => {
      const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : null
      if (by === null || event.shiftKey || event.altKey || event.metaKey || event.ctrlKey) return
      if (back === 0 && (by === -1 || text !== '')) return
      event.preventDefault()
      const next = recallStep(said.length, back, by)
      setBack(next)
      show(next === 0 ? null : (said[said.length - next] ?? null))
    },
  }
}
