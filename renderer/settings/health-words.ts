import type { AgentHealth } from '#shared/agents.ts'
import { t } from '../strings/t.ts'

/** `412 MB`, `1.3 GB`, or a dash where it cannot be read. */
export function memoryWords(bytes: number | null): string {
  if (bytes === null) return '–'
  const megabytes = bytes / 1_000_000
  return megabytes < 1000
    ? t('{size} MB', { size: Math.round(megabytes) })
    : t('{size} GB', { size: (megabytes / 1000).toFixed(1) })
}

/** Turns that go on in all servers. */
export const turnsOf = (health: AgentHealth): number =>
  health.servers.reduce((sum, server) => sum + server.turns, 0)
