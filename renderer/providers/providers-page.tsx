import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Provider } from '#shared/providers.ts'
import type { Settings } from '#shared/settings.ts'
import { loadProviders, useProviders } from '../state/providers.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { inputLook } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Section } from '../ui/section.tsx'
import { CloudSection } from './cloud-section.tsx'
import { findProviders, offeredProviders } from './find.ts'
import { LocalSection } from './local-section.tsx'
import { ProviderRow } from './provider-row.tsx'
import { Waiting } from './waiting.tsx'

/** All providers: those that work, those on this machine, and those one can connect. */
export function ProvidersPage({ settings }: { settings: Settings }) {
  const { providers, error } = useProviders()
  const [search, setSearch] = useState('')
  useEffect(() => void loadProviders(), [])
  if (providers === null) {
    return error === null ? (
      <Waiting>{t('Asking the agent for its providers…')}</Waiting>
    ) : (
      <EmptyState
        title={t('The providers could not be listed')}
        action={<Button onClick={() => void loadProviders()}>{t('Try again')}</Button>}
      >
        {error}
      </EmptyState>
    )
  }
  return (
    <>
      {error !== null && (
        <Notice
          tone="bad"
          live
          className="mb-5"
          action={
            <Button size="s" onClick={() => void loadProviders()}>
              {t('Try again')}
            </Button>
          }
        >
          {error}
        </Notice>
      )}
      <SearchField value={search} onChange={setSearch} count={providers.length} />
      {search.trim() === '' ? (
        <Everything providers={providers} settings={settings} />
      ) : (
        <Results providers={findProviders(providers, search)} search={search.trim()} />
      )}
    </>
  )
}

function SearchField({
  value,
  onChange,
  count,
}: {
  value: string
  onChange: (value: string) => void
  count: number
}) {
  return (
    <div className="relative mb-7">
      <Search aria-hidden className="absolute top-2 start-2.5 size-3.5 text-fg-3 coarse:top-2.5" />
      <input
        type="search"
        aria-label={t('Find a provider')}
        placeholder={t('Find one of {count} providers', { count })}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation()
            onChange('')
          }
        }}
        className={`${inputLook} ps-8`}
      />
    </div>
  )
}

function Everything({ providers, settings }: { providers: Provider[]; settings: Settings }) {
  const connected = providers.filter((provider) => provider.connected && provider.source !== 'local')
  const local = providers.filter((provider) => provider.source === 'local')
  return (
    <>
      <Section title={t('Connected')} hint={t('Their models can be chosen for tasks.')}>
        {connected.length === 0 ? (
          <p className="text-12 text-fg-3">
            {t('None yet. Connect one below, or use a model that runs on this machine.')}
          </p>
        ) : (
          connected.map((provider) => <ProviderRow key={provider.id} provider={provider} />)
        )}
      </Section>
      <LocalSection providers={local} />
      <CloudSection on={settings.openCodeCloud} />
      <Offered providers={providers} />
    </>
  )
}

function Offered({ providers }: { providers: Provider[] }) {
  const [all, setAll] = useState(false)
  const { usual, others } = offeredProviders(providers)
  const shown = all || usual.length === 0 ? [...usual, ...others] : usual
  if (shown.length === 0) return null
  return (
    <Section
      title={t('Connect a provider')}
      hint={t(
        'Your key or sign-in stays on this machine; prompts and the code an agent reads go to the provider.',
      )}
    >
      {shown.map((provider) => (
        <ProviderRow key={provider.id} provider={provider} />
      ))}
      {shown.length < usual.length + others.length && (
        <div className="py-2.5!">
          <Button variant="ghost" className="-ms-2.5" onClick={() => setAll(true)}>
            {t('Show {count} more', { count: others.length })}
          </Button>
        </div>
      )}
    </Section>
  )
}

function Results({ providers, search }: { providers: Provider[]; search: string }) {
  return (
    <Section
      title={
        <span role="status">
          {t('{count, plural, =0 {No providers} one {# provider} other {# providers}}', {
            count: providers.length,
          })}
        </span>
      }
    >
      {providers.length === 0 ? (
        <p className="text-12 text-fg-3">
          {t(
            'None is called “{search}”. An endpoint that speaks OpenAI’s protocol can be added by its address.',
            { search },
          )}
        </p>
      ) : (
        providers.map((provider) => <ProviderRow key={provider.id} provider={provider} />)
      )}
    </Section>
  )
}
