import { useCallback, useRef } from 'react'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import { type Loaded, useLoaded } from '../settings/use-loaded.ts'
import { tasks } from '../state/stores.ts'
import { client } from '../state/transport.ts'

/** A brainstorm by its goal's identifier, anew whenever it or its run has moved. */
export function useBrainstorm(identifier: string): Loaded<WholeBrainstorm> {
  /** Null until it is known: then any may be it. */
  const goalId = useRef<string | null>(null)
  const load = useCallback(async () => {
    const whole = await client.brainstorms.get({ id: identifier })
    goalId.current = whole.goal.id
    tasks.put([whole.goal])
    return whole
  }, [identifier])
  return useLoaded(load, ({ event, data }) => {
    const isIt = (id: unknown) => goalId.current === null || goalId.current === id
    if (event === 'brainstorm:updated') return isIt(data.id)
    if (event === 'execution:started' || event === 'execution:completed') return isIt(data['taskId'])
    // What the agent is at changes often, and is told by the run itself.
    return event === 'execution:progress' && 'status' in data && isIt(data['taskId'])
  })
}
