import type { Model, Provider, ProviderTest } from '#shared/providers.ts'
import { t } from '../strings/t.ts'
import { compact, took } from '../ui/duration.ts'

/** `200k`, `1M`; nothing when it is not known. */
export const contextWords = (tokens: number | null): string => (tokens === null ? '' : compact(tokens))

/** `$3 / $15` in and out per million tokens, `free`, or nothing when it is not known. */
export function priceWords(price: Model['price']): string {
  if (price === null) return ''
  if (price.input === 0 && price.output === 0) return t('free')
  return `${dollars(price.input)} / ${dollars(price.output)}`
}

/** Cents where there are any, and as many more digits as a price under a cent needs. */
function dollars(amount: number): string {
  if (Number.isInteger(amount)) return `$${amount}`
  const cents = amount.toFixed(2)
  return `$${Math.abs(Number(cents) - amount) < 1e-9 ? cents : String(Number(amount.toPrecision(3)))}`
}

/** Where a connected provider's credentials come from, as one reads it under its name. */
export function sourceWords(provider: Provider): string {
  switch (provider.source) {
    case 'key':
      return t('Key kept here')
    case 'oauth':
      return t('Signed in here')
    case 'opencode':
      return t('Key from your OpenCode credentials')
    case 'environment':
      return t(
        '{count, plural, =0 {Key from the environment} one {Key from the environment variable {names}} other {Key from the environment ({names})}}',
        { count: provider.environment.length, names: provider.environment.join(', ') },
      )
    case 'config':
      return t('From your OpenCode configuration')
    case 'local':
      return provider.baseUrl ?? t('An endpoint of yours')
    case 'cloud':
      return t('OpenCode’s free cloud models: code leaves this machine')
    case 'practice':
      return t('Plays a script: no key, no network, no cost')
    case null:
      return t('Not connected')
  }
}

/** What a test found, with the time it took. */
export function testWords(test: ProviderTest): string {
  const sentence = /[.!?…]$/.test(test.message) ? test.message : `${test.message}.`
  const asked = test.model === null ? '' : ` (${test.model}, ${took(test.ms)})`
  return asked === '' ? sentence : `${sentence}${asked}`
}

/** What a provider calls its key: `API key` where it only says how the key comes here. */
export const keyLabel = (label: string): string => (/^manually enter/i.test(label) ? t('API key') : label)

export const countModels = (count: number): string =>
  t('{count, plural, one {# model} other {# models}}', { count })
