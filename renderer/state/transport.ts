import type { ContractRouterClient } from '@orpc/contract'
import type { Attachment } from '#shared/attachments.ts'
import type { Contract } from '#shared/contract.ts'
import type { FeedEventName } from '#shared/events.ts'
import type { LogItem } from '#shared/run-log.ts'
import type { TerminalBatch } from '#shared/terminals.ts'

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

export type TerminalHandlers = {
  /** Answers once it is drawn: until then no more is asked for. After a lost connection a screen comes anew. */
  batch: (batch: TerminalBatch) => void | Promise<void>
  /** Its process has ended, and all is shown. */
  end: () => void
  /** It cannot be followed (any more). */
  error: (problem: Error) => void
}

/** How the page talks with the host, whatever lies between. */
export interface Transport {
  readonly client: Client
  /** Follows the feed after position `after`, across reconnects, until the answer is called. */
  subscribe(after: number, on: FeedHandlers): () => void
  /** Follows one run's log after item `after`. */
  followRun(runId: string, after: number, on: LogHandlers): () => void
  /** Shows one terminal, then what comes; each holds a connection, so only what can be seen is followed. */
  followTerminal(terminalId: string, on: TerminalHandlers): () => void
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
  /**
   * Gives the host a file to be kept as an attachment.
   *
   * @param went told how much of it is there, from 0 to 1
   * @throws when the host refuses it
   */
  attach(file: File, went?: (share: number) => void): Promise<Attachment>
  /** Reads the content of an attachment. @throws when it is not there */
  readAttachment(id: string): Promise<Uint8Array<ArrayBuffer>[]>
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

export const followTerminal = (terminalId: string, on: TerminalHandlers): (() => void) =>
  transport().followTerminal(terminalId, on)
