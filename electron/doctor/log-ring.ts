import type { Log } from '../runs/engine.ts'

/** The newest lines of the host's log, kept in memory for the support bundle. */
export interface LogRing {
  /** Passes on what it is told, and remembers it. */
  log: Log
  /** Oldest first. */
  lines: () => LogLine[]
}

export interface LogLine {
  at: string
  level: string
  message: string
  data: Record<string, unknown> | null
}

const KEPT = 200

export function createLogRing(log: Log): LogRing {
  const lines: LogLine[] = []
  return {
    log(level, message, data) {
      lines.push({ at: new Date().toISOString(), level, message, data: data ?? null })
      if (lines.length > KEPT) lines.shift()
      log(level, message, data)
    },
    lines: () => [...lines],
  }
}
