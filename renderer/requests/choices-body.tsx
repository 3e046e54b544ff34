import { useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import type { BodyProps } from './body-props.ts'
import { type RequestKeys, useRequestKeys } from './request-keys.ts'
import { useKeyHints } from './use-key-hints.ts'

/** What we ask ourselves: a limit, a pause, or what git is to do. One of a few ways to go on. */
export function ChoicesBody({ request, density, active, root, answering, onKeys }: BodyProps) {
  const [message, setMessage] = useState('')
  const isCard = density === 'card'
  const choices = request.choices ?? []
  // In the task, the field under the log is for that.
  const takesMessage = density === 'inbox' && choices.some(({ id }) => id === 'continue')
  const give = (choice: string) => {
    const words = message.trim()
    answering.give(choice, {
      choice,
      ...(choice === 'continue' && words !== '' ? { message: words } : {}),
    })
  }
  const first = choices[0]?.id
  const keys: RequestKeys = {
    confirm: () => (first === undefined ? false : give(first)),
    choose: (digit) => {
      const choice = choices[digit - 1]
      return choice === undefined ? false : give(choice.id)
    },
  }
  useKeyHints(useRequestKeys(root, active, keys), onKeys)
  return (
    <>
      <p
        className={
          isCard
            ? 'line-clamp-6 leading-snug [overflow-wrap:anywhere]'
            : 'font-medium break-words whitespace-pre-wrap'
        }
      >
        {request.title}
      </p>
      {takesMessage && (
        <TextInput
          hideLabel
          label={t('Words for the agent when it continues')}
          placeholder={t('Words for the agent when it continues (not needed)')}
          maxLength={20_000}
          value={message}
          onChange={(event) => setMessage(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
              event.preventDefault()
              give('continue')
            }
            if (event.key === 'Escape') {
              event.stopPropagation()
              event.currentTarget.blur()
            }
          }}
        />
      )}
      <div className="flex flex-wrap gap-1.5">
        {choices.map(({ id, label }, index) => (
          <Button
            key={id}
            size={isCard ? 's' : 'm'}
            variant={index === 0 ? 'primary' : 'default'}
            {...(isCard ? {} : { keys: String(index + 1) })}
            busy={answering.busy === id}
            disabled={answering.busy !== null}
            onClick={() => give(id)}
          >
            {label}
          </Button>
        ))}
      </div>
    </>
  )
}
