import { type FormEvent, useState } from 'react'
import { reconnect } from '../state/boot.ts'
import { useConnection } from '../state/hooks.ts'
import { HttpTransport } from '../state/http-transport.ts'
import { addressIn, keepToken, tokenIn } from '../state/token.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'

/** In the desktop window nobody has an address. */
const isDesktop = window.openlinear !== undefined

/**
 * Above every screen while the host has been away for long, or no longer takes our token: what has happened, and what
 * can be done. Stands empty until it is needed: only then is what comes into it read out.
 */
export function LostNotice() {
  const stale = useConnection((state) => state.stale)
  const turnedAway = useConnection((state) => state.turnedAway)
  return (
    <div role="status" className="shrink-0">
      {(stale || turnedAway) && <Lost turnedAway={turnedAway} />}
    </div>
  )
}

function Lost({ turnedAway }: { turnedAway: boolean }) {
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const again = async (token?: string) => {
    setBusy(true)
    setProblem(null)
    const refused = await reconnect(token === undefined ? undefined : new HttpTransport(token))
    setBusy(false)
    if (refused === null && token !== undefined) keepToken(token)
    if (refused?.code === 'UNAUTHORIZED') setProblem(t('It does not take this token.'))
    else if (refused !== null) setProblem(t('Still no answer.'))
  }
  const take = (text: string) => {
    const address = addressIn(text)
    // What is written here is this page's: it stays open beside the new one.
    if (address !== null && address.origin !== location.origin) window.open(address, '_blank', 'noopener')
    else void again(tokenIn(text))
  }
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-wait/35 bg-wait/10 px-3.5 py-1.5 text-12">
      <p className="min-w-60 flex-1">
        <span className="font-medium text-wait">
          {turnedAway
            ? t('OpenLinear was started anew and does not take this page’s token any more.')
            : t('OpenLinear does not answer.')}
        </span>{' '}
        <span className="text-fg-2">
          {isDesktop
            ? t('What you have written stays here.')
            : turnedAway
              ? t(
                  'Open the address it printed in the terminal, or paste it here. What you have written stays in this tab.',
                )
              : t(
                  'If it has ended, start it again (npm start): runs go on where they were. Then open the address it prints, or paste it here. What you have written stays in this tab.',
                )}
        </span>
        {problem !== null && <span className="ms-1.5 text-bad">{problem}</span>}
      </p>
      {asking ? (
        <AddressForm busy={busy} onTake={take} onCancel={() => setAsking(false)} />
      ) : (
        <span className="flex gap-1.5">
          {!isDesktop && (
            <Button size="s" disabled={busy} onClick={() => setAsking(true)}>
              {t('Paste the address…')}
            </Button>
          )}
          <Button size="s" busy={busy} onClick={() => void again()}>
            {t('Try again')}
          </Button>
        </span>
      )}
    </div>
  )
}

function AddressForm({
  busy,
  onTake,
  onCancel,
}: {
  busy: boolean
  onTake: (text: string) => void
  onCancel: () => void
}) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (tokenIn(text) !== '') onTake(text)
  }
  return (
    <form onSubmit={submit} className="flex w-110 max-w-full items-center gap-1.5">
      <input
        aria-label={t('Address or token')}
        autoFocus
        type="password"
        placeholder="http://127.0.0.1:…/#token=…"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onCancel()
        }}
        className="h-6 min-w-0 flex-1 rounded-s border border-line-strong bg-raised px-2 font-mono text-11"
      />
      <Button size="s" type="submit" variant="primary" busy={busy} disabled={tokenIn(text) === ''}>
        {t('Continue')}
      </Button>
      <Button size="s" variant="ghost" disabled={busy} onClick={onCancel}>
        {t('Cancel')}
      </Button>
    </form>
  )
}
