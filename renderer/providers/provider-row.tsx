import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import type { Provider } from '#shared/providers.ts'
import { t } from '../strings/t.ts'
import { ProviderTile } from './provider-tile.tsx'
import { countModels, sourceWords } from './words.ts'

/** Where a provider's own page is among the settings. */
export const providerSection = (id: string) => `providers/${id}`

/** A provider in a list; leads to its page. */
export function ProviderRow({ provider }: { provider: Provider }) {
  return (
    <Link
      to="/settings"
      search={{ section: providerSection(provider.id) }}
      className="flex items-center gap-3 py-2.5! transition-colors duration-(--fast) hover:bg-hover focus-visible:-outline-offset-2"
    >
      <ProviderTile provider={provider} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{provider.name}</span>
        <span className="block truncate text-12 text-fg-3">
          {provider.connected ? sourceWords(provider) : waysIn(provider)}
        </span>
      </span>
      {provider.models > 0 && (
        <span className="shrink-0 text-12 text-fg-3 tabular-nums">{countModels(provider.models)}</span>
      )}
      <ChevronRight aria-hidden className="size-3.5 shrink-0 text-fg-3" />
    </Link>
  )
}

function waysIn({ methods }: Provider): string {
  const hasKey = methods.some((method) => method.type === 'key')
  const hasSignIn = methods.some((method) => method.type === 'oauth')
  if (hasKey && hasSignIn) return t('API key or sign-in')
  if (hasSignIn) return t('Sign-in')
  return hasKey ? t('API key') : t('Credentials from the environment')
}
