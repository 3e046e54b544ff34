import { useCallback } from 'react'
import type { AgentHealth } from '#shared/agents.ts'
import type { Run } from '#shared/runs.ts'
import { useConnection } from './hooks.ts'

type Begun = Pick<Run, 'status' | 'stage' | 'sessionId'>

/**
 * The program that a run waits for because it is still being started, such as `OpenCode`; null = the run waits for no
 * start. A run has its session as soon as the program is there: without one, it is at work on nothing yet.
 */
export function startingAgent(
  { status, stage, sessionId }: Begun,
  health: Pick<AgentHealth, 'name' | 'state' | 'servers'> | null,
): string | null {
  if (status !== 'running' || stage !== 'running' || health === null) return null
  const { name, state, servers } = health
  // A session of before is gone on with once any server runs.
  const isStarting = sessionId === null ? state !== 'healthy' : state === 'starting' && servers.length === 0
  return isStarting ? name : null
}

/** The same, followed. */
export function useStartingAgent(run: Partial<Begun> | undefined): string | null {
  const { status, stage, sessionId } = run ?? {}
  return useConnection(
    useCallback(
      ({ health }) =>
        status === undefined || stage === undefined || sessionId === undefined
          ? null
          : startingAgent({ status, stage, sessionId }, health),
      [status, stage, sessionId],
    ),
  )
}
