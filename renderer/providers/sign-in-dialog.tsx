import { Copy, ExternalLink } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Provider, SignIn, SignInMethod } from '#shared/providers.ts'
import { copy } from '../state/actions.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ButtonFoot } from '../ui/button-foot.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextInput } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Select } from '../ui/select.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { type SignInPhase, useSignIn } from './use-sign-in.ts'

/** One way of signing in, from its first question to its end in words. Closing it cancels. */
export function SignInDialog({
  provider,
  method,
  onClose,
}: {
  provider: Provider
  method: SignInMethod
  onClose: () => void
}) {
  const { phase, begin, giveCode, again } = useSignIn(provider.id, method)
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={t('Sign in to {name}', { name: provider.name })}
      description={method.label}
      width={460}
    >
      <Step phase={phase} method={method} begin={begin} giveCode={giveCode} again={again} onClose={onClose} />
    </Dialog>
  )
}

function Step({
  phase,
  method,
  begin,
  giveCode,
  again,
  onClose,
}: {
  phase: SignInPhase
  method: SignInMethod
  begin: (inputs: Record<string, string>) => void
  giveCode: (code: string) => void
  again: () => void
  onClose: () => void
}) {
  switch (phase.at) {
    case 'inputs':
      return <Inputs method={method} onSubmit={begin} onCancel={onClose} />
    case 'starting':
      return (
        <div role="status" className="flex items-center gap-2.5 py-3 text-12 text-fg-2">
          <Spinner />
          {t('Asking for the address to sign in at…')}
        </div>
      )
    case 'browser':
      return <Browser signIn={phase.signIn} error={phase.error} onCode={giveCode} onCancel={onClose} />
    case 'finishing':
      return <Browser signIn={phase.signIn} error={null} busy onCode={giveCode} onCancel={onClose} />
    case 'done':
      return (
        <div className="grid gap-4">
          <Notice tone="ok" live>
            {t(
              '{models, plural, one {You are signed in. # model of {name} is ready to be chosen.} other {You are signed in. # models of {name} are ready to be chosen.}}',
              { models: phase.provider.models, name: phase.provider.name },
            )}
          </Notice>
          <ButtonFoot>
            <Button variant="primary" onClick={onClose}>
              {t('Done')}
            </Button>
          </ButtonFoot>
        </div>
      )
    case 'failed':
      return (
        <div className="grid gap-4">
          <Notice tone="bad" live>
            {t('The sign-in did not work. {message}', { message: phase.message })}
          </Notice>
          <ButtonFoot>
            <Button variant="ghost" onClick={onClose}>
              {t('Close')}
            </Button>
            <Button variant="primary" onClick={again}>
              {t('Try again')}
            </Button>
          </ButtonFoot>
        </div>
      )
  }
}

/** What the provider wants to know first, such as which address the user's company has. */
function Inputs({
  method,
  onSubmit,
  onCancel,
}: {
  method: SignInMethod
  onSubmit: (inputs: Record<string, string>) => void
  onCancel: () => void
}) {
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(method.inputs.map((input) => [input.key, input.options?.[0]?.value ?? ''])),
  )
  // Which of them belong together is not said: a company's address stands beside the choice of the public site.
  const isMixed = method.inputs.some((input) => input.options !== null)
  const set = (key: string, value: string) => setValues((before) => ({ ...before, [key]: value }))
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit(Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== '')))
      }}
    >
      {method.inputs.map((input) =>
        input.options === null ? (
          <TextInput
            key={input.key}
            label={input.label}
            hint={isMixed ? t('Leave it empty if it does not apply.') : null}
            {...(input.placeholder === null ? {} : { placeholder: input.placeholder })}
            value={values[input.key] ?? ''}
            onChange={(event) => set(input.key, event.target.value)}
          />
        ) : (
          <Select
            key={input.key}
            label={input.label}
            value={values[input.key] ?? ''}
            options={input.options.map((option) => ({ id: option.value, label: option.label }))}
            onChange={(value) => set(input.key, value)}
          />
        ),
      )}
      <ButtonFoot>
        <Button variant="ghost" onClick={onCancel}>
          {t('Cancel')}
        </Button>
        <Button type="submit" variant="primary">
          {t('Continue')}
        </Button>
      </ButtonFoot>
    </form>
  )
}

/** The address, and what comes back from it: a code to type, or nothing but patience. */
function Browser({
  signIn,
  error,
  busy = false,
  onCode,
  onCancel,
}: {
  signIn: SignIn
  error: string | null
  busy?: boolean
  onCode: (code: string) => void
  onCancel: () => void
}) {
  const [code, setCode] = useState('')
  // It comes from outside: nothing but a web page is opened.
  const isWeb = /^https?:\/\//i.test(signIn.url)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.trim() !== '' && !busy) onCode(code.trim())
  }
  return (
    <form className="grid grid-cols-1 gap-4" onSubmit={submit}>
      {signIn.instructions !== '' && <p className="text-12 text-fg-2">{signIn.instructions}</p>}
      <div className="flex items-center gap-2 rounded-m border bg-inset py-1.5 pe-1.5 ps-3">
        <span className="min-w-0 flex-1 truncate font-mono-11 text-fg-2" title={signIn.url}>
          {signIn.url}
        </span>
        <Button icon={<Copy />} onClick={() => void copy(signIn.url, t('Address'))}>
          {t('Copy')}
        </Button>
        {isWeb && (
          <Button
            variant={signIn.mode === 'auto' ? 'primary' : 'default'}
            icon={<ExternalLink />}
            onClick={() => window.open(signIn.url, '_blank', 'noopener,noreferrer')}
          >
            {t('Open')}
          </Button>
        )}
      </div>
      {signIn.mode === 'code' ? (
        <TextInput
          label={t('Code')}
          mono
          placeholder={t('The code that the page shows')}
          value={code}
          error={error}
          onChange={(event) => setCode(event.target.value)}
        />
      ) : (
        <div role="status" className="flex items-center gap-2.5 text-12 text-fg-2">
          <Spinner />
          {t('Waiting until you are done in the browser…')}
        </div>
      )}
      <ButtonFoot>
        <Button variant="ghost" onClick={onCancel}>
          {t('Cancel')}
        </Button>
        {signIn.mode === 'code' && (
          <Button type="submit" variant="primary" busy={busy} disabled={code.trim() === ''}>
            {t('Sign in')}
          </Button>
        )}
      </ButtonFoot>
    </form>
  )
}
