import { createContext, useContext, useSyncExternalStore } from 'react'
import { cn } from './cn.ts'
import { dayOf } from './day.ts'
import { ago, elapsed } from './duration.ts'

// One clock for the whole page; it ticks only while something shows it.
let now = Date.now()
let offset = 0
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

let isStopped = false

function tick(): void {
  if (!isStopped) now = Date.now() + offset
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    if (!isStopped) now = Date.now() + offset
    timer = setInterval(tick, 1000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

const current = () => now

/** The host's time minus this machine's, in milliseconds: its timestamps are measured by its clock. */
export function setClockOffset(ms: number): void {
  offset = ms
  tick()
}

/** The host's time now, in milliseconds. */
export const hostNow = (): number => Date.now() + offset

/** Has the clock stand still, while nobody knows whether what it measures goes on. */
export function stopClock(stop: boolean): void {
  isStopped = stop
  tick()
}

/** Beneath it the time is another one, such as that of a replay; null = the host's. */
export const ReplayClock = createContext<number | null>(null)

/** The host's time now, to the second; renders again each second. */
export function useNow(): number {
  const hosts = useSyncExternalStore(subscribe, current)
  return useContext(ReplayClock) ?? hosts
}

const MINUTE_MS = 60_000

/** Of its own: a page on which nothing goes on has no need of a tick each second. */
function subscribeToday(listener: () => void): () => void {
  const minutes = setInterval(listener, MINUTE_MS)
  return () => clearInterval(minutes)
}

const today = () => dayOf(new Date(Date.now() + offset))

/** The day, `YYYY-MM-DD` where the user is; renders again within a minute of midnight. */
export const useToday = (): string => useSyncExternalStore(subscribeToday, today)

/** Time since `since`, ticking; stands still at `until`. */
export function Elapsed({
  since,
  until,
  className,
}: {
  since: string
  until?: string | null
  className?: string
}) {
  if (until !== undefined && until !== null) {
    return (
      <span className={cn('tabular-nums', className)}>{elapsed(Date.parse(until) - Date.parse(since))}</span>
    )
  }
  return <Ticking since={since} {...(className === undefined ? {} : { className })} />
}

function Ticking({ since, className }: { since: string; className?: string }) {
  const now = useNow()
  return <span className={cn('tabular-nums', className)}>{elapsed(now - Date.parse(since))}</span>
}

const minute = () => Math.floor(now / 60_000)

/** `5 min ago`, renewed each minute, with the full time as title. */
export function Ago({ at, className }: { at: string; className?: string }) {
  useSyncExternalStore(subscribe, minute)
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()} className={className}>
      {ago(now - Date.parse(at), at)}
    </time>
  )
}
