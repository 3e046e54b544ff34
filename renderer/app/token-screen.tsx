import { type FormEvent, useState } from 'react'
import { tokenIn } from '../state/token.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { Brand } from './brand.tsx'

export function TokenScreen({ refused, onToken }: { refused: boolean; onToken: (token: string) => void }) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const token = tokenIn(text)
    if (token !== '') onToken(token)
  }
  return (
    <main className="grid h-full place-items-center p-6">
      <form onSubmit={submit} className="w-100 max-w-full rounded-l border bg-raised p-6">
        <div className="-ms-2">
          <Brand />
        </div>
        <h1 className="mt-4 text-16 font-semibold">
          {refused ? t('This address is no longer valid') : t('Open the address from the terminal')}
        </h1>
        <p className="mt-1.5 mb-4 text-12 text-fg-2">
          {refused
            ? t(
                'OpenLinear was started anew and no longer takes the old token. The terminal shows the current address.',
              )
            : t(
                'OpenLinear prints an address with a one-time token when it starts. Open that address, or paste it here. It never leaves this machine.',
              )}
        </p>
        <TextInput
          label={t('Address or token')}
          autoFocus
          mono
          type="password"
          placeholder="http://127.0.0.1:…/#token=…"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" variant="primary" disabled={text.trim() === ''} className="mt-4 w-full">
          {t('Continue')}
        </Button>
      </form>
    </main>
  )
}
