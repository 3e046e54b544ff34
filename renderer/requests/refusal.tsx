import { useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { TextArea } from '../ui/field.tsx'

/** A refusal with words for the agent: it goes on with them. Enter sends, Escape closes. */
export function Refusal({
  label,
  verb,
  busy,
  onSend,
  onClose,
}: {
  label: string
  verb: string
  busy: boolean
  onSend: (message: string) => void
  onClose: () => void
}) {
  const [text, setText] = useState('')
  const send = () => {
    if (text.trim() !== '' && !busy) onSend(text.trim())
  }
  return (
    <div className="grid gap-1.5 [&_kbd]:opacity-100!">
      <TextArea
        autoFocus
        hideLabel
        label={label}
        placeholder={label}
        rows={2}
        maxLength={20_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Escape') onClose()
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault()
            send()
          }
        }}
      />
      <div className="flex gap-1.5">
        <Button variant="primary" keys="enter" busy={busy} disabled={text.trim() === ''} onClick={send}>
          {verb}
        </Button>
        <Button variant="ghost" keys="escape" onClick={onClose}>
          {t('Cancel')}
        </Button>
      </div>
    </div>
  )
}
