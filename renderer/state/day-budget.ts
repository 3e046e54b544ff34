import { useEffect } from 'react'
import { useToday } from '../ui/time.tsx'
import { useConnection, useSettings } from './hooks.ts'
import { useIsDayUsedUp } from './requests.ts'
import { connection } from './stores.ts'
import { client } from './transport.ts'

/** US dollars that may be spent today: the budget with what the user has added to it; 0 = no limit. */
export function useDayBudget(): number {
  const today = useToday()
  const isUsedUp = useIsDayUsedUp()
  const budget = useSettings()?.maxDayCost ?? 0
  const raised = useConnection(({ system }) => system?.raisedToday ?? 0)
  const isOnline = useConnection(({ feed }) => feed === 'live')
  const isLimited = budget > 0
  // No event tells what was added: it changes when somebody answers that the day may go on, and ends with the day.
  useEffect(() => {
    if (!isLimited || !isOnline) return
    client.system.info().then(
      (system) => connection.setState({ system }),
      () => {
        // What was known stays until the next time.
      },
    )
  }, [today, isUsedUp, isLimited, isOnline])
  return isLimited ? budget + raised : 0
}
