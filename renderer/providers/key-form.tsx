import { type FormEvent, useState } from 'react'
import type { Provider } from '#shared/providers.ts'
import { problemOf } from '../state/errors.ts'
import { putProvider } from '../state/providers.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { SecretInput } from '../ui/secret-input.tsx'
import { toast } from '../ui/toast.ts'
import { TestResult } from './test-result.tsx'
import { useTest } from './use-test.ts'

/** Takes a key, tries it if asked to, and hands it to the host, which keeps it and never gives it back. */
export function KeyForm({
  provider,
  label,
  onDone,
  onCancel,
}: {
  provider: Provider
  label: string
  onDone?: () => void
  onCancel?: () => void
}) {
  const [key, setKey] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { result, busy: testing, test, forget } = useTest(provider.id)
  const typed = key.trim()
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (typed === '' || busy) return
    setBusy(true)
    setError(null)
    try {
      putProvider(await client.providers.setKey({ id: provider.id, key: typed }))
      setKey('')
      forget()
      toast.success(t('{name} is connected', { name: provider.name }))
      onDone?.()
    } catch (problem) {
      setError(problemOf(problem).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void save(event)} className="grid gap-3">
      <div className="flex items-end gap-2">
        <SecretInput
          className="min-w-0 flex-1"
          label={label}
          placeholder={t('Paste it here')}
          value={key}
          autoFocus={onCancel !== undefined}
          onChange={(event) => {
            setKey(event.target.value)
            setError(null)
            forget()
          }}
        />
        <Button className="h-7.5" disabled={typed === ''} busy={testing} onClick={() => void test(typed)}>
          {t('Test')}
        </Button>
        <Button type="submit" variant="primary" className="h-7.5" disabled={typed === ''} busy={busy}>
          {t('Save')}
        </Button>
        {onCancel !== undefined && (
          <Button variant="ghost" className="h-7.5" onClick={onCancel}>
            {t('Cancel')}
          </Button>
        )}
      </div>
      {error !== null && (
        <p role="alert" className="text-12 text-bad">
          {error}
        </p>
      )}
      <TestResult result={result} />
      <p className="text-12 text-fg-3">
        {t(
          'A test sends a short prompt and costs a few tokens. The key is kept on this machine and not shown again.',
        )}
      </p>
    </form>
  )
}
