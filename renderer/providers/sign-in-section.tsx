import { useState } from 'react'
import type { Provider, SignInMethod } from '#shared/providers.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { KeyForm } from './key-form.tsx'
import { SignInDialog } from './sign-in-dialog.tsx'
import { keyLabel } from './words.ts'

/** The ways into a provider: sign-ins by browser, then a key. */
export function SignInSection({ provider }: { provider: Provider }) {
  const [method, setMethod] = useState<SignInMethod | null>(null)
  const signIns = provider.methods.filter((one) => one.type === 'oauth')
  const key = provider.methods.find((one) => one.type === 'key')
  if (provider.methods.length === 0) {
    if (provider.connected) return null
    return (
      <Section title={t('Connect')}>
        <div>
          <p className="text-12 text-fg-2">
            {t('There is nothing to type here: this provider takes what your system knows of you.')}
          </p>
          <Environment names={provider.environment} />
        </div>
      </Section>
    )
  }
  return (
    <Section title={provider.connected ? t('Connect in another way') : t('Connect')}>
      {signIns.map((one) => (
        <Row
          key={one.index}
          title={one.label}
          hint={t('In your browser; the sign-in stays on this machine.')}
        >
          <Button onClick={() => setMethod(one)}>{t('Sign in…')}</Button>
        </Row>
      ))}
      {key !== undefined && (
        <div>
          <KeyForm provider={provider} label={keyLabel(key.label)} />
          {!provider.connected && <Environment names={provider.environment} />}
        </div>
      )}
      {method !== null && (
        <SignInDialog provider={provider} method={method} onClose={() => setMethod(null)} />
      )}
    </Section>
  )
}

/** Variables it looks for, which is another way in. */
function Environment({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <p className="mt-1.5 text-12 text-fg-3">
      {rich('Looked for in the environment that OpenLinear is started with: {names}', {
        names: names.map((name, index) => (
          <span key={name}>
            {index > 0 && ', '}
            <code className="font-mono-11">{name}</code>
          </span>
        )),
      })}
    </p>
  )
}
