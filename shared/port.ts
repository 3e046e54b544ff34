// The page loads this file, so nothing of zod may stand in it.
import type { Attachment } from './attachments.ts'
import type { ErrorEnvelope } from './errors.ts'
import type { FeedEventName } from './events.ts'
import type { LogItem } from './run-log.ts'
import type { TerminalBatch } from './terminals.ts'

/**
 * The second port of the desktop window. Calls travel on the first one, in oRPC's own messages; this one
 * carries streams, which oRPC would send without back-pressure, and commands of the native menu.
 *
 * The page opens a stream under a number of its own. The host sends one batch and then waits for its `ack`,
 * so that a page that is slow is read for as slowly and nothing piles up on either side.
 */
export type PageMessage =
  /** Follows the feed after a position; null = from now on. */
  | { type: 'open'; id: number; stream: 'feed'; after: number | null }
  /** Follows a run's log after an item. */
  | { type: 'open'; id: number; stream: 'log'; runId: string; after: number }
  /** Exports a run's record as it is now. */
  | { type: 'open'; id: number; stream: 'record'; runId: string }
  /** Brings a file to be kept, part by part as the host wants them. */
  | { type: 'open'; id: number; stream: 'attach'; name: string }
  /** Reads the content of an attachment. */
  | { type: 'open'; id: number; stream: 'attachment'; attachmentId: string }
  /** The next part of a file that is brought; null = that was all. */
  | { type: 'part'; id: number; bytes: Uint8Array<ArrayBuffer> | null }
  /** Shows a terminal, then what comes. */
  | { type: 'open'; id: number; stream: 'terminal'; terminalId: string }
  /** The last batch was taken. */
  | { type: 'ack'; id: number }
  | { type: 'close'; id: number }

/** An event of the feed as it travels: the entity's id and its changed fields, true at position `seq`. */
export interface FeedEntry {
  seq: number
  event: FeedEventName
  data: { id: string } & Record<string, unknown>
}

export type HostMessage =
  /** The stream is there. */
  | { type: 'opened'; id: number }
  | { type: 'feed'; id: number; events: FeedEntry[] }
  | { type: 'log'; id: number; items: LogItem[] }
  | { type: 'terminal'; id: number; batch: TerminalBatch }
  /** Whole lines of a run record. */
  | { type: 'record'; id: number; lines: string }
  /** The next part of a file that is brought may come. */
  | { type: 'wanted'; id: number }
  /** The file is kept. The stream is over. */
  | { type: 'attached'; id: number; attachment: Attachment }
  /** Part of an attachment's content. */
  | { type: 'bytes'; id: number; bytes: Uint8Array<ArrayBuffer> }
  /** The feed does not reach back that far: all is to be loaded anew. The stream is over. */
  | { type: 'reset'; id: number; seq: number }
  /** The run is over and its log complete, or its record is, the content of an attachment, or the terminal has ended. The stream is over. */
  | { type: 'end'; id: number }
  /** The stream is over; `id` is null when the message could not be understood at all. */
  | { type: 'error'; id: number | null; error: ErrorEnvelope }
  | { type: 'command'; command: ShellCommand }

/** What the native menu, a notification or a link asks of the page. */
export type ShellCommand =
  | { name: 'new-task' }
  | { name: 'settings' }
  | { name: 'command-palette' }
  /** Executes the task that is open or focused. */
  | { name: 'execute' }
  | { name: 'board' }
  /** @property identifier such as `APP-12` */
  | { name: 'open-task'; identifier: string }
  | { name: 'open-batch'; id: string }

/** What the preload script gives to the page, as `window.openlinear`. */
export interface DesktopBridge {
  /**
   * Asks for a connection with the host. The two ports, calls first, come as a message of the window whose
   * data is {@link PORTS_MESSAGE}. An earlier connection of this window ends.
   */
  connect(): void
}

export const PORTS_MESSAGE = 'openlinear:ports'
