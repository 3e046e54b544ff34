import { useRef, useState } from 'react'
import type { Question } from '#shared/requests.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import type { BodyProps } from './body-props.ts'
import {
  answersAtOnce,
  answersOf,
  choose,
  currentQuestion,
  type Draft,
  emptyDraft,
  write,
} from './question-answers.ts'
import { QuestionField } from './question-field.tsx'
import { Refusal } from './refusal.tsx'
import { type RequestKeys, useRequestKeys } from './request-keys.ts'
import { headline, plainText } from './request-words.ts'
import { useKeyHints } from './use-key-hints.ts'
import { visible } from '../ui/visible-text.ts'

/** More options than this do not fit a card. */
const CARD_OPTIONS = 4

/** What the agent wants to know: options to choose from, an answer of one's own, or none at all. */
export function QuestionBody({
  request,
  questions,
  density,
  active,
  root,
  answering,
  onKeys,
  openTask,
}: BodyProps & { questions: readonly Question[] }) {
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(questions))
  const [refusing, setRefusing] = useState(false)
  const ownFields = useRef<(HTMLInputElement | null)[]>([])
  const isCard = density === 'card'
  const atOnce = answersAtOnce(questions)
  const current = currentQuestion(draft)
  const answers = answersOf(draft)

  const send = (from: Draft) => {
    const given = answersOf(from)
    if (given !== null) answering.give('send', { answers: given })
  }
  const pick = (index: number, label: string) => {
    const next = choose(draft, questions, index, label)
    setDraft(next)
    if (atOnce) send(next)
  }
  const dismiss = () => answering.give('dismiss', { reply: 'reject' })
  const byDigit = (digit: number) => {
    const option = questions[current]?.options[digit - 1]
    return option === undefined ? false : pick(current, option.label)
  }
  const keys: RequestKeys = {
    choose: byDigit,
    confirm: () => (answers === null ? false : send(draft)),
    own: () => {
      const field = ownFields.current[current]
      return field ? field.focus() : false
    },
    refuse: dismiss,
    message: () => (isCard ? false : setRefusing(true)),
  }
  useKeyHints(useRequestKeys(root, active && !refusing, keys), onKeys)

  if (isCard) {
    return (
      <OnCard
        title={headline(request)}
        questions={questions}
        draft={draft}
        busy={answering.busy}
        onPick={(label) => pick(0, label)}
        onSend={answers === null ? null : () => send(draft)}
        openTask={openTask}
      />
    )
  }
  return (
    <>
      {questions.map((question, index) => (
        <QuestionField
          key={index}
          question={question}
          draft={draft[index] ?? { chosen: [], own: '' }}
          disabled={answering.busy !== null}
          hints={index === current}
          field={(element) => {
            ownFields.current[index] = element
          }}
          onPick={(label) => pick(index, label)}
          onOwn={(own) => setDraft(write(draft, questions, index, own))}
          onSend={() => send(draft)}
        />
      ))}
      {refusing ? (
        <Refusal
          label={t('What should the agent know instead of an answer?')}
          verb={t('Dismiss with this')}
          busy={answering.busy === 'message'}
          onSend={(message) => answering.give('message', { reply: 'reject', message })}
          onClose={() => setRefusing(false)}
        />
      ) : (
        <div className="flex flex-wrap gap-1.5">
          {(!atOnce || (draft[0]?.own.trim() ?? '') !== '') && (
            <Button
              variant="primary"
              keys="request.confirm"
              busy={answering.busy === 'send'}
              disabled={answers === null || answering.busy !== null}
              onClick={() => send(draft)}
            >
              {questions.length > 1 ? t('Send the answers') : t('Send the answer')}
            </Button>
          )}
          <Button
            keys="request.refuse"
            busy={answering.busy === 'dismiss'}
            disabled={answering.busy !== null}
            title={t('The agent goes on without an answer')}
            onClick={dismiss}
          >
            {t('Dismiss')}
          </Button>
          <Button
            variant="ghost"
            keys="request.message"
            disabled={answering.busy !== null}
            onClick={() => setRefusing(true)}
          >
            {t('Dismiss with a message')}
          </Button>
        </div>
      )}
    </>
  )
}

/** A question on a card: answered in place if it fits, else where there is room. */
function OnCard({
  title,
  questions,
  draft,
  busy,
  onPick,
  onSend,
  openTask,
}: {
  title: string
  questions: readonly Question[]
  draft: Draft
  busy: string | null
  onPick: (label: string) => void
  /** Null while there is nothing to send, and where a press on an option sends. */
  onSend: (() => void) | null
  openTask: () => void
}) {
  const [question] = questions
  if (question === undefined) return null
  const fits =
    questions.length === 1 && question.options.length > 0 && question.options.length <= CARD_OPTIONS
  const chosen = draft[0]?.chosen ?? []
  return (
    <>
      <p dir="auto" className="leading-snug [overflow-wrap:anywhere]">
        <span className="me-1 font-semibold">{title}</span>
        <span className="line-clamp-5">{plainText(visible(question.question))}</span>
      </p>
      <div className="flex flex-wrap gap-1.25">
        {fits &&
          question.options.map((option, index) => (
            <Button
              key={index}
              size="s"
              aria-pressed={question.multiple ? chosen.includes(option.label) : undefined}
              title={option.description === '' ? option.label : option.description}
              className="max-w-full shrink aria-pressed:border-accent aria-pressed:bg-accent-soft"
              disabled={busy !== null}
              onClick={() => onPick(option.label)}
            >
              <span className="truncate">{visible(option.label)}</span>
            </Button>
          ))}
        {fits && question.multiple && (
          <Button
            size="s"
            variant="primary"
            busy={busy === 'send'}
            disabled={onSend === null || busy !== null}
            onClick={() => onSend?.()}
          >
            {t('Send')}
          </Button>
        )}
        {(!fits || question.custom) && (
          <Button size="s" variant={fits ? 'ghost' : 'primary'} onClick={openTask}>
            {fits ? t('Other…') : t('Answer…')}
          </Button>
        )}
      </div>
    </>
  )
}
