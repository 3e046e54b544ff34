import { t } from '../strings/t.ts'

/** `48s`, `2m 14s`, `1h 03m`. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return t('{seconds}s', { seconds })
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return t('{minutes}m {seconds}s', { minutes, seconds: two(seconds % 60) })
  return t('{hours}h {minutes}m', { hours: Math.floor(minutes / 60), minutes: two(minutes % 60) })
}

/** `0.4s`, `12s`, `2m 14s`: how long something took. */
export const took = (ms: number) =>
  ms < 10_000 ? t('{seconds}s', { seconds: (ms / 1000).toFixed(1) }) : elapsed(ms)

/** `just now`, `5 min ago`, `3 h ago`, `2 d ago`, then the day. */
export function ago(ms: number, at: string): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return t('just now')
  if (minutes < 60) return t('{minutes} min ago', { minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return t('{hours} h ago', { hours })
  const days = Math.floor(hours / 24)
  if (days < 7) return t('{days} d ago', { days })
  return new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
}

/** `$0.18`; under a cent `<$0.01`; nothing spent `$0.00`. */
export const money = (dollars: number) =>
  dollars > 0 && dollars < 0.01 ? '<$0.01' : `$${dollars.toFixed(2)}`

/** `940`, `48k`, `1.2M`. */
export function compact(count: number): string {
  if (count < 1000) return String(count)
  if (count < 1_000_000) return `${count < 10_000 ? trim(count / 1000) : Math.round(count / 1000)}k`
  return `${trim(count / 1_000_000)}M`
}

const two = (value: number) => String(value).padStart(2, '0')
const trim = (value: number) => value.toFixed(1).replace(/\.0$/, '')
