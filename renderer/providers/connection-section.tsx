import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { Provider } from '#shared/providers.ts'
import { attempt } from '../state/actions.ts'
import { goTo } from '../state/navigation.ts'
import { dropProvider, loadProviders, putProvider } from '../state/providers.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { toast } from '../ui/toast.ts'
import { KeyForm } from './key-form.tsx'
import { TestResult } from './test-result.tsx'
import { useTest } from './use-test.ts'
import { sourceWords } from './words.ts'

/** What a connected provider's way in is, whether it works, and how it is taken away. */
export function ConnectionSection({ provider }: { provider: Provider }) {
  const [replacing, setReplacing] = useState(false)
  const { result, busy, test } = useTest(provider.id)
  return (
    <Section title={t('Connection')}>
      <div>
        <Row title={sourceWords(provider)} hint={explain(provider)}>
          {provider.source === 'local' && <Refresh provider={provider} />}
          {provider.source === 'key' && !replacing && (
            <Button onClick={() => setReplacing(true)}>{t('Replace the key')}</Button>
          )}
          {provider.source !== 'practice' && (
            <Button busy={busy} onClick={() => void test()}>
              {t('Test')}
            </Button>
          )}
        </Row>
        <TestResult result={result} className="mt-3" />
      </div>
      {replacing && (
        <div>
          <KeyForm
            provider={provider}
            label={t('New key')}
            onDone={() => setReplacing(false)}
            onCancel={() => setReplacing(false)}
          />
        </div>
      )}
      <Disconnect provider={provider} />
    </Section>
  )
}

/** What the source means for the user. */
function explain(provider: Provider): string {
  switch (provider.source) {
    case 'key':
      return t('It is handed to the agent’s server when that starts, and shown nowhere.')
    case 'oauth':
      return t('The agent’s server keeps the sign-in in a folder of ours and renews it.')
    case 'opencode':
      return t(
        'It was set with OpenCode itself and is used as it is. A key saved here is used instead of it.',
      )
    case 'environment':
      return t('OpenLinear was started with it. A key saved here is used instead of it.')
    case 'config':
      return t('Your own OpenCode configuration defines this provider, with its key.')
    case 'local':
      return t('The server has to run while agents work.')
    case 'cloud':
      return t('You have turned them on, and can turn them off at any time.')
    case 'practice':
      return t('For the sample project and for trying things out.')
    case null:
      return ''
  }
}

function Refresh({ provider }: { provider: Provider }) {
  const [busy, setBusy] = useState(false)
  const refresh = async () => {
    setBusy(true)
    const next = await attempt(
      () => client.providers.refresh({ id: provider.id }),
      t('{name} did not name its models', { name: provider.name }),
    )
    setBusy(false)
    if (next === null) return
    putProvider(next)
    toast.success(t('{count, plural, one {# model found} other {# models found}}', { count: next.models }))
  }
  return (
    <Button icon={<RefreshCw />} busy={busy} onClick={() => void refresh()}>
      {t('Refresh models')}
    </Button>
  )
}

type Farewell = {
  title: string
  hint: string
  button: string
  question: string
  means: string
  confirm: string
}

/** How what was set here is taken away; null when it was set elsewhere. */
function farewellOf({ source, name }: Provider): Farewell | null {
  const means = t('Runs that use one of its models cannot go on until it is connected again.')
  switch (source) {
    case 'key':
      return {
        title: t('Remove the key'),
        hint: t('Takes it out of the place where keys are kept. It stays valid at the provider.'),
        button: t('Remove…'),
        question: t('Remove the key of {name}?', { name }),
        means,
        confirm: t('Remove'),
      }
    case 'oauth':
      return {
        title: t('Sign out'),
        hint: t('Forgets the sign-in on this machine.'),
        button: t('Sign out…'),
        question: t('Sign out of {name}?', { name }),
        means,
        confirm: t('Sign out'),
      }
    case 'local':
      return {
        title: t('Remove this endpoint'),
        hint: t('The server itself is left alone.'),
        button: t('Remove…'),
        question: t('Remove {name}?', { name }),
        means,
        confirm: t('Remove'),
      }
    default:
      return null
  }
}

function Disconnect({ provider }: { provider: Provider }) {
  const [asking, setAsking] = useState(false)
  const words = farewellOf(provider)
  if (words === null) return null
  const disconnect = async () => {
    const gone = await attempt(
      () => client.providers.disconnect({ id: provider.id }),
      t('{name} was not disconnected', { name: provider.name }),
    )
    if (gone === null) return
    if (provider.source === 'local') {
      goTo({ to: 'settings', section: 'providers' })
      dropProvider(provider.id)
      return
    }
    putProvider({ ...provider, connected: false, source: null })
    // There may be another way in than the one that was set here; the agent's server has to say.
    void loadProviders()
  }
  return (
    <div>
      <Row title={words.title} hint={words.hint}>
        <Button variant="danger" onClick={() => setAsking(true)}>
          {words.button}
        </Button>
      </Row>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={words.question}
        description={words.means}
        confirmLabel={words.confirm}
        danger
        onConfirm={disconnect}
      />
    </div>
  )
}
