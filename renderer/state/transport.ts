import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract.ts'
import type { FeedEventName } from '#shared/events.ts'
import type { LogItem } from '#shared/run-log.ts'

export type Client = ContractRouterClient<Contract>

/** An event of the feed as it travels: the entity's id and its changed fields, at position `seq`. */
export type FeedItem = {
  seq: number
  event: FeedEventName
  data: { id: string } & Record<string, unknown>
}

export type FeedState = 'connecting' | 'live' | 'offline'

export type FeedHandlers = {
  events: (items: FeedItem[]) => void
  /** What the page holds is too old to be brought up to date: load everything anew. */
  reset: () => void
  state: (state: FeedState) => void
  /** The host no longer takes our token. */
  refused?: () => void
}

export type LogHandlers = {
  items: (items: LogItem[]) => void
  /** The run is over and its log complete. */
  end: () => void
  /** The log cannot be followed (any more); a lost connection is mended silently. */
  error: (problem: Error) => void
}

/** How the page talks with the host, whatever lies between. */
export interface Transport {
  readonly client: Client
  /** Follows the feed after position `after`, across reconnects, until the answer is called. */
  subscribe(after: number, on: FeedHandlers): () => void
  /** Follows one run's log after item `after`. */
  followRun(runId: string, after: number, on: LogHandlers): () => void
  /**
   * Reads a run's record, see `shared/run-record.ts`, part by part.
   *
   * @throws when it cannot be read to its end, or `signal` aborts
   */
  readRecord(
    runId: string,
    take: (part: string | Uint8Array<ArrayBuffer>) => void,
    signal: AbortSignal,
  ): Promise<void>
}

let current: Transport | null = null

/** The calls of the contract. There once {@link setTransport} was called, which is before anything is drawn. */
export let client: Client = undefined as never

export function setTransport(transport: Transport): void {
  current = transport
  client = transport.client
}

export function transport(): Transport {
  if (current === null) throw new Error('there is no transport yet')
  return current
}

export const followRun = (runId: string, after: number, on: LogHandlers): (() => void) =>
  transport().followRun(runId, after, on)
