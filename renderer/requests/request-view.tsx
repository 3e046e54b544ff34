import {
  CirclePause,
  FileWarning,
  type LucideIcon,
  MessageCircleQuestionMark,
  ShieldQuestionMark,
} from 'lucide-react'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import type { Request, RequestKind } from '#shared/requests.ts'
import { useRun, useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import type { Density } from './body-props.ts'
import { ChoicesBody } from './choices-body.tsx'
import { PermissionBody } from './permission-body.tsx'
import { QuestionBody } from './question-body.tsx'
import { answerWords, headline } from './request-words.ts'
import { TrustBody } from './trust-body.tsx'
import { type Answering, useAnswer } from './use-answer.ts'
import { useKeptFocus } from './use-kept-focus.ts'

const ICONS: Record<RequestKind, LucideIcon> = {
  permission: ShieldQuestionMark,
  question: MessageCircleQuestionMark,
  limit: CirclePause,
  trust: FileWarning,
}

const NAMES: Record<RequestKind, string> = {
  permission: t('Permission'),
  question: t('Question'),
  limit: t('Paused'),
  trust: t('Trust'),
}

/** Everything that a run can ask, answered where it stands. */
export function RequestView({
  request,
  density,
  active = false,
}: {
  request: Request
  density: Density
  /** Its keys act wherever the focus is. */
  active?: boolean
}) {
  const root = useRef<HTMLElement>(null)
  const answer = useAnswer(request)
  const keepFocus = useKeptFocus(root, request.answer === null)
  const answering: Answering = {
    ...answer,
    give: (button, words) => {
      keepFocus()
      answer.give(button, words)
    },
  }
  const [keysOn, setKeysOn] = useState(false)
  const task = useTask(request.taskId)
  const identifier = task?.identifier
  const openTask = useCallback(() => {
    if (identifier !== undefined) goTo({ to: 'task', identifier })
  }, [identifier])

  if (request.answer !== null) return <Answered request={request} density={density} />
  const isCard = density === 'card'
  const Icon = ICONS[request.kind]
  const body = { request, density, active, root, answering, onKeys: setKeysOn, openTask }
  return (
    <section
      ref={root}
      data-request={request.id}
      data-keys={keysOn ? 'on' : undefined}
      tabIndex={isCard ? undefined : -1}
      aria-label={
        identifier === undefined
          ? t('{kind}: {headline}', { kind: NAMES[request.kind], headline: headline(request) })
          : t('{kind}: {headline}, {identifier}', {
              kind: NAMES[request.kind],
              headline: headline(request),
              identifier,
            })
      }
      className={cn(
        'border border-wait/35 bg-wait/10 [font-variant-ligatures:none] [&:not([data-keys])_kbd]:opacity-45',
        isCard
          ? 'grid grid-cols-[minmax(0,1fr)] gap-1.5 rounded-m px-2 py-1.75 text-11 [&_button]:px-1.75'
          : 'flex gap-2.5 rounded-m px-3 py-2.5',
      )}
    >
      {!isCard && <Icon aria-hidden className="mt-0.5 size-4 flex-none text-wait" />}
      <div className={cn('grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)]', isCard ? 'gap-1.5' : 'gap-2')}>
        {request.kind === 'permission' ? (
          <PermissionBody {...body} />
        ) : request.kind === 'trust' ? (
          <TrustBody {...body} />
        ) : request.questions === undefined ? (
          <ChoicesBody {...body} />
        ) : (
          <QuestionBody {...body} questions={request.questions} />
        )}
        {answering.problem !== null && (
          <p role="alert" className="flex flex-wrap items-center gap-2 text-bad [overflow-wrap:anywhere]">
            <span className="min-w-0 flex-1">{answering.problem}</span>
            {answering.gone && (
              <Button size="s" onClick={answering.dismiss}>
                {t('Take it away')}
              </Button>
            )}
          </p>
        )}
      </div>
    </section>
  )
}

/** An answer that waits until the run has a slot again: nothing calls out any more. */
function Answered({ request, density }: { request: Request; density: Density }) {
  const run = useRun(request.runId)
  const isCard = density === 'card'
  const said = request.answer === null ? '' : answerWords(request, request.answer)
  const b = (text: ReactNode) => <span className="font-medium text-fg">{text}</span>
  return (
    <section
      data-request={request.id}
      aria-label={t('Answered: {headline}', { headline: headline(request) })}
      className={cn('rounded-m border bg-raised', isCard ? 'px-2 py-1.5 text-11' : 'px-3 py-2 text-12')}
    >
      <p className="truncate text-fg-2" title={said}>
        {run?.status === 'running'
          ? rich('<b>Answered:</b> {answer}', { b, answer: said })
          : rich('<b>Answered, next in line:</b> {answer}', { b, answer: said })}
      </p>
      {!isCard && <p className="mt-0.5 truncate text-fg-3">{request.title}</p>}
    </section>
  )
}
