import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Provider } from '#shared/providers.ts'
import type { Settings } from '#shared/settings.ts'
import { loadProviders, useProviders } from '../state/providers.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { CloudSection } from './cloud-section.tsx'
import { ConnectionSection } from './connection-section.tsx'
import { ProviderModels } from './provider-models.tsx'
import { ProviderTile } from './provider-tile.tsx'
import { SecretsNotice } from './secrets-notice.tsx'
import { SignInSection } from './sign-in-section.tsx'
import { Waiting } from './waiting.tsx'
import { countModels } from './words.ts'

/** One provider: its state, the ways in, its models. */
export function ProviderPage({ id, settings }: { id: string; settings: Settings }) {
  const { providers, error } = useProviders()
  const missing = providers === null
  useEffect(() => {
    if (missing) void loadProviders()
  }, [missing])
  const provider = providers?.find((one) => one.id === id)
  if (provider !== undefined) return <Page provider={provider} settings={settings} />
  if (providers === null && error === null)
    return <Waiting>{t('Asking the agent for its providers…')}</Waiting>
  return (
    <EmptyState
      title={
        error === null ? t('This provider is not here (any more)') : t('The provider could not be looked up')
      }
      action={
        error === null ? undefined : <Button onClick={() => void loadProviders()}>{t('Try again')}</Button>
      }
    >
      {error ?? (
        <Link
          to="/settings"
          search={{ section: 'providers' }}
          className="text-accent-fg underline underline-offset-2"
        >
          {t('See all providers')}
        </Link>
      )}
    </EmptyState>
  )
}

/** OpenCode's own provider, which has models that need no key. */
const CLOUD_ID = 'opencode'

function Page({ provider, settings }: { provider: Provider; settings: Settings }) {
  const takesSecrets = provider.methods.length > 0
  const isOwn = provider.source === 'key' || provider.source === 'oauth'
  return (
    <>
      <header className="mb-7 flex items-center gap-3">
        <ProviderTile provider={provider} large />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-16 font-semibold">{provider.name}</h2>
          <p className="truncate text-12 text-fg-3">
            <span className="font-mono-11">{provider.id}</span>
            {provider.models > 0 && ` · ${countModels(provider.models)}`}
          </p>
        </div>
        {provider.connected ? <Chip tone="ok">{t('Connected')}</Chip> : <Chip>{t('Not connected')}</Chip>}
      </header>
      {takesSecrets && <SecretsNotice className="mb-7" />}
      {provider.connected && <ConnectionSection provider={provider} />}
      {provider.id === CLOUD_ID && <CloudSection on={settings.openCodeCloud} />}
      {!isOwn && <SignInSection provider={provider} />}
      {provider.connected && <ProviderModels provider={provider} />}
    </>
  )
}
