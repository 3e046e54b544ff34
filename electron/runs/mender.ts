import type { Engine } from './engine.ts'

/** Agent of tasks and projects that name none. */
export const DEFAULT_AGENT = 'build'

/**
 * The agent that can mend what another one has left: itself, or `build` in the place of one that changes no files by
 * design, as `plan` does.
 *
 * @param directory whose agents there are
 * @returns null = nobody there changes files
 */
export async function menderFor(
  { agents }: Pick<Engine, 'agents'>,
  agent: string,
  directory: string | null,
): Promise<string | null> {
  const known = await agents.listAgents(directory)
  if (known.find(({ name }) => name === agent)?.readOnly !== true) return agent
  const writers = known.filter(({ readOnly }) => !readOnly)
  return (writers.find(({ name }) => name === DEFAULT_AGENT) ?? writers[0])?.name ?? null
}
