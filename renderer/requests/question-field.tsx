import { Check } from 'lucide-react'
import type { Question } from '#shared/requests.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Dictated } from '../ui/dictation/dictated.tsx'
import { inputLook } from '../ui/field.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { visible } from '../ui/visible-text.ts'

/** One question: its options as rows, and room for an answer of one's own. */
export function QuestionField({
  question,
  draft,
  disabled,
  hints,
  field,
  onPick,
  onOwn,
  onSend,
}: {
  question: Question
  draft: { chosen: readonly string[]; own: string }
  disabled: boolean
  /** Digits choose among these options. */
  hints: boolean
  /** Takes the field of one's own answer. */
  field: (element: HTMLInputElement | null) => void
  onPick: (label: string) => void
  onOwn: (own: string) => void
  onSend: () => void
}) {
  const { header, multiple } = question
  return (
    <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1.5" disabled={disabled}>
      <legend className="sr-only">{visible(header)}</legend>
      <div dir="auto" className="flex items-baseline gap-2">
        {header.trim() !== '' && (
          <span aria-hidden className="flex-none text-11 font-medium text-wait">
            {visible(header)}
          </span>
        )}
        <Markdown className="min-w-0 font-medium">{visible(question.question)}</Markdown>
      </div>
      {question.options.length > 0 && (
        <div role={multiple ? 'group' : 'radiogroup'} aria-label={visible(header)} className="grid gap-1">
          {question.options.map((option, index) => {
            const isOn = draft.chosen.includes(option.label)
            return (
              <button
                key={index}
                type="button"
                dir="auto"
                role={multiple ? 'checkbox' : 'radio'}
                aria-checked={isOn}
                onClick={() => onPick(option.label)}
                className={cn(
                  'flex min-h-7.5 w-full items-center gap-2 rounded-m border border-line-strong bg-raised px-2 py-1 text-start text-12 transition-colors duration-(--fast) hover:bg-hover disabled:opacity-50 coarse:min-h-9',
                  isOn && 'border-accent bg-accent-soft hover:bg-accent-soft',
                )}
              >
                {multiple && <Box on={isOn} />}
                {index < 9 && (
                  <Kbd
                    keys={String(index + 1)}
                    className={cn('min-w-4.5 text-center', !hints && 'invisible')}
                  />
                )}
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  <span className="font-medium">{visible(option.label)}</span>
                  {option.description !== '' && option.description !== option.label && (
                    <span className="ms-2 text-fg-2">{visible(option.description)}</span>
                  )}
                </span>
                {!multiple && isOn && <Check aria-hidden className="ms-auto size-3.5 flex-none" />}
              </button>
            )
          })}
        </div>
      )}
      {question.custom && (
        <Dictated enabled={!disabled}>
          <label className="relative block">
            <span className="sr-only">{t('An answer of your own')}</span>
            <input
              ref={field}
              dir="auto"
              value={draft.own}
              maxLength={20_000}
              placeholder={question.options.length === 0 ? t('Your answer') : t('An answer of your own')}
              className={cn(inputLook, 'pe-8')}
              onChange={(event) => onOwn(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
                  event.preventDefault()
                  onSend()
                }
                if (event.key === 'Escape') {
                  event.stopPropagation()
                  event.currentTarget.blur()
                }
              }}
            />
            {draft.own === '' && (
              <Kbd
                keys="request.own"
                className={cn(
                  'pointer-events-none absolute top-1.5 end-2 group-has-data-dictate/dictated:end-8',
                  !hints && 'invisible',
                )}
              />
            )}
          </label>
        </Dictated>
      )}
    </fieldset>
  )
}

const Box = ({ on }: { on: boolean }) => (
  <span
    aria-hidden
    className={cn(
      'grid size-3.5 flex-none place-items-center rounded-s border [&_svg]:size-2.5',
      on ? 'border-accent bg-accent text-on-accent' : 'border-line-strong',
    )}
  >
    {on && <Check strokeWidth={3} />}
  </span>
)
