import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentEvent, StoredMessage } from './wire.ts'

// A turn of OpenCode 1.18.33 with a sub-agent, recorded from its event stream and its list of messages
// afterwards; ids, paths and times are shortened.
type Line = { event: AgentEvent } | { stored: StoredMessage }
const lines = readFileSync(join(import.meta.dirname, 'translate.fixture.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)

export const ROOT = 'ses_root'
export const recordedEvents = lines.flatMap((line) => ('event' in line ? line.event : []))
/** Of the root, then of its sub-agent. */
export const storedMessages = lines.flatMap((line) => ('stored' in line ? line.stored : []))
