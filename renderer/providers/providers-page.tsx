import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Provider } from '#shared/providers.ts'
import type { Settings } from '#shared/settings.ts'
import { loadProviders, useProviders } from '../state/providers.ts'
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
      <Waiting>Asking the agent for its providers…</Waiting>
    ) : (
      <EmptyState
        title="The providers could not be listed"
        action={<Button onClick={() => void loadProviders()}>Try again</Button>}
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
              Try again
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
      <Search aria-hidden className="absolute top-2 left-2.5 size-3.5 text-fg-3 coarse:top-2.5" />
      <input
        type="search"
        aria-label="Find a provider"
        placeholder={`Find one of ${count} providers`}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation()
            onChange('')
          }
        }}
        className={`${inputLook} pl-8`}
      />
    </div>
  )
}

function Everything({ providers, settings }: { providers: Provider[]; settings: Settings }) {
  const connected = providers.filter((provider) => provider.connected && provider.source !== 'local')
  const local = providers.filter((provider) => provider.source === 'local')
  return (
    <>
      <Section title="Connected" hint="Their models can be chosen for tasks.">
        {connected.length === 0 ? (
          <p className="text-12 text-fg-3">
            None yet. Connect one below, or use a model that runs on this machine.
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
      title="Connect a provider"
      hint="Your key or sign-in stays on this machine; prompts and the code an agent reads go to the provider."
    >
      {shown.map((provider) => (
        <ProviderRow key={provider.id} provider={provider} />
      ))}
      {shown.length < usual.length + others.length && (
        <div className="py-2.5!">
          <Button variant="ghost" className="-ml-2.5" onClick={() => setAll(true)}>
            Show {others.length} more
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
          {providers.length === 1
            ? '1 provider'
            : `${providers.length === 0 ? 'No' : providers.length} providers`}
        </span>
      }
    >
      {providers.length === 0 ? (
        <p className="text-12 text-fg-3">
          None is called “{search}”. An endpoint that speaks OpenAI’s protocol can be added by its address.
        </p>
      ) : (
        providers.map((provider) => <ProviderRow key={provider.id} provider={provider} />)
      )}
    </Section>
  )
}
