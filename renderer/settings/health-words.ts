import type { AgentHealth } from '#shared/agents.ts'

/** `412 MB`, `1.3 GB`, or a dash where it cannot be read. */
export function memoryWords(bytes: number | null): string {
  if (bytes === null) return '–'
  const megabytes = bytes / 1_000_000
  return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1000).toFixed(1)} GB`
}

/** Turns that go on in all servers. */
export const turnsOf = (health: AgentHealth): number =>
  health.servers.reduce((sum, server) => sum + server.turns, 0)
