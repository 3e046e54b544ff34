import { useEffect } from 'react'
import { createStore } from 'zustand/vanilla'
import type { AgentChoice } from '#shared/agents.ts'
import { problemOf } from './errors.ts'
import { useSelected } from './hooks.ts'
import { client } from './transport.ts'

type Known = { agents: readonly AgentChoice[] | null; error: string | null }
const NOTHING: Known = { agents: null, error: null }

const store = createStore<ReadonlyMap<string, Known>>(() => new Map())
const asked = new Map<string, Promise<void>>()

/** Asks which agents a project has: those of OpenCode, of the user, and of the repository. Reads files only. */
export function loadAgents(projectId: string): Promise<void> {
  const running = asked.get(projectId)
  if (running !== undefined) return running
  const take = (known: Partial<Known>) =>
    store.setState(
      (all) => new Map(all).set(projectId, { ...(all.get(projectId) ?? NOTHING), ...known }),
      true,
    )
  const work = client.agents
    .list({ projectId })
    .then(
      ({ items }) => take({ agents: items, error: null }),
      (error: unknown) => take({ error: problemOf(error).message }),
    )
    .finally(() => asked.delete(projectId))
  asked.set(projectId, work)
  return work
}

/** The agents of a project, loaded when first needed. */
export function useAgents(projectId: string): Known {
  const known = useSelected(store, (all) => all.get(projectId) ?? NOTHING)
  useEffect(() => {
    if (store.getState().get(projectId) === undefined) void loadAgents(projectId)
  }, [projectId])
  return known
}

/** Whether an agent changes nothing by design; of agents that are not known (yet), `plan` does. */
export const isReadOnly = (name: string, { agents }: Known): boolean =>
  agents?.find((agent) => agent.name === name)?.readOnly ?? name === 'plan'
