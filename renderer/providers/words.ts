import type { Model, Provider, ProviderTest } from '#shared/providers.ts'
import { compact, took } from '../ui/duration.ts'

/** `200k`, `1M`; nothing when it is not known. */
export const contextWords = (tokens: number | null): string => (tokens === null ? '' : compact(tokens))

/** `$3 / $15` in and out per million tokens, `free`, or nothing when it is not known. */
export function priceWords(price: Model['price']): string {
  if (price === null) return ''
  if (price.input === 0 && price.output === 0) return 'free'
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
      return 'Key kept here'
    case 'oauth':
      return 'Signed in here'
    case 'opencode':
      return 'Key from your OpenCode credentials'
    case 'environment':
      return provider.environment.length === 1
        ? `Key from the environment variable ${provider.environment[0]}`
        : `Key from the environment${provider.environment.length === 0 ? '' : ` (${provider.environment.join(', ')})`}`
    case 'config':
      return 'From your OpenCode configuration'
    case 'local':
      return provider.baseUrl ?? 'An endpoint of yours'
    case 'cloud':
      return 'OpenCode’s free cloud models: code leaves this machine'
    case 'practice':
      return 'Plays a script: no key, no network, no cost'
    case null:
      return 'Not connected'
  }
}

/** What a test found, with the time it took. */
export function testWords(test: ProviderTest): string {
  const sentence = /[.!?…]$/.test(test.message) ? test.message : `${test.message}.`
  const asked = test.model === null ? '' : ` (${test.model}, ${took(test.ms)})`
  return asked === '' ? sentence : `${sentence}${asked}`
}

/** What a provider calls its key: `API key` where it only says how the key comes here. */
export const keyLabel = (label: string): string => (/^manually enter/i.test(label) ? 'API key' : label)

export const countModels = (count: number): string => (count === 1 ? '1 model' : `${count} models`)
