import type { AgentChoice } from '#shared/agents.ts'
import { t } from '../strings/t.ts'

/** Stands for “the default” in a list of agents. */
export const DEFAULT_AGENT = '-'

export type AgentOption = { id: string; label: string; hint: string; keywords: string[] }

const SOURCES = { 'built-in': '', user: t('yours'), project: t('of the repository') } as const

/**
 * The agents to choose from, the default first.
 *
 * @param fallback the agent that the default is, and where that is said
 * @param chosen the agent in force by name, which stays in the list when nobody knows it any more
 */
export function agentOptions(
  agents: readonly AgentChoice[],
  fallback: { name: string; hint: string },
  chosen: string | null,
): AgentOption[] {
  const options = [
    { id: DEFAULT_AGENT, label: fallback.name, hint: fallback.hint, keywords: ['default'] },
    ...agents
      .filter((agent) => agent.name !== fallback.name || chosen === fallback.name)
      .map((agent) => ({
        id: agent.name,
        label: agent.name,
        hint: agent.readOnly ? t('changes nothing') : SOURCES[agent.source],
        keywords: [agent.description],
      })),
  ]
  const isKnown = chosen === null || options.some(({ id }) => id === chosen)
  return isKnown ? options : [...options, { id: chosen, label: chosen, hint: t('not found'), keywords: [] }]
}
