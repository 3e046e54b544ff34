import { type FormEvent, useState } from 'react'
import { problemOf } from '../state/errors.ts'
import { goTo } from '../state/navigation.ts'
import { putProvider } from '../state/providers.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextInput } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { SecretInput } from '../ui/secret-input.tsx'
import { toast } from '../ui/toast.ts'
import type { Preset } from './presets.ts'
import { providerSection } from './provider-row.tsx'

const FORM = 'add-endpoint'

/** Adds a server by its address; its models are asked for at once, so that a wrong one is seen here. */
export function AddEndpointDialog({ preset, onClose }: { preset: Preset; onClose: () => void }) {
  const [name, setName] = useState(preset.name)
  const [baseUrl, setBaseUrl] = useState(preset.baseUrl)
  const [key, setKey] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const ready = name.trim() !== '' && /^https?:\/\/[^/\s]/i.test(baseUrl.trim())
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!ready || busy) return
    setBusy(true)
    setError(null)
    try {
      const provider = await client.providers.addLocal({
        name: name.trim(),
        baseUrl: baseUrl.trim(),
        ...(key.trim() === '' ? {} : { key: key.trim() }),
      })
      putProvider(provider)
      toast.success(t('{name} added', { name: provider.name }), {
        description: t('{count, plural, one {# model found} other {# models found}}', {
          count: provider.models,
        }),
      })
      onClose()
      goTo({ to: 'settings', section: providerSection(provider.id) })
    } catch (problem) {
      setError(problemOf(problem).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !busy) onClose()
      }}
      title={preset.name === '' ? t('Add an endpoint') : t('Add {name}', { name: preset.name })}
      description={<WithCode text={preset.hint} />}
      width={460}
      footer={
        <>
          <Button variant="ghost" disabled={busy} onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button type="submit" form={FORM} variant="primary" busy={busy} disabled={!ready}>
            {busy ? t('Asking for its models') : t('Add')}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={(event) => void submit(event)} className="grid gap-4">
        <TextInput
          label={t('Address')}
          mono
          placeholder="http://127.0.0.1:8000/v1"
          hint={t('The part before /chat/completions; it mostly ends in /v1.')}
          value={baseUrl}
          onChange={(event) => {
            setBaseUrl(event.target.value)
            setError(null)
          }}
        />
        <TextInput
          label={t('Name')}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SecretInput
          label={t('Key')}
          placeholder={t('Only if the server wants one')}
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
        {error !== null && (
          <Notice tone="bad" live>
            {error}
          </Notice>
        )}
      </form>
    </Dialog>
  )
}
