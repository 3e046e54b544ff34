import { useEffect, useRef } from 'react'
import type { Run } from '#shared/runs.ts'
import { useToday } from '../ui/time.tsx'
import { useConnection, useSelected, useSettings } from './hooks.ts'
import { useIsDayUsedUp } from './requests.ts'
import { connection, runs } from './stores.ts'
import { client } from './transport.ts'

/** Least time between two questions, in milliseconds. */
const REST_MS = 1000

const costOf = ({ byId }: { byId: ReadonlyMap<string, Run> }) => {
  let sum = 0
  for (const { usage } of byId.values()) sum += usage.cost
  return sum
}

/**
 * US dollars that were spent today, and that may be: the budget with what the user has added to it; 0 = no limit. What
 * was spent is the host's to say: runs that are over are in no list here.
 */
export function useDay(): { spent: number; budget: number } {
  const today = useToday()
  const isUsedUp = useIsDayUsedUp()
  const maxDayCost = useSettings()?.maxDayCost ?? 0
  const spent = useConnection(({ system }) => system?.spentToday ?? 0)
  const raised = useConnection(({ system }) => system?.raisedToday ?? 0)
  const isOnline = useConnection(({ feed }) => feed === 'live')
  const known = useSelected(runs.store, costOf)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // No event tells of the day: it changes as runs cost more, when somebody answers that it may go on, and at midnight.
  useEffect(() => {
    if (!isOnline) return
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      client.system.info().then(
        (info) =>
          connection.setState(({ system }) => ({
            system: { ...(system ?? info), spentToday: info.spentToday, raisedToday: info.raisedToday },
          })),
        () => {
          // What was known stays until the next time.
        },
      )
    }, REST_MS)
  }, [today, isUsedUp, maxDayCost, isOnline, known])
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return { spent, budget: maxDayCost > 0 ? maxDayCost + raised : 0 }
}
