import type { ShellCommand } from '#shared/port.ts'
import type { Host } from '../../host-api.ts'
import type { Log } from '../../runs/engine.ts'
import { createCalls } from './calls.ts'
import type { HostPort } from './host-port.ts'
import { serveStreams } from './streams.ts'

/** The connection of one page with the host. */
export interface PageConnection {
  /** Has the page do something. */
  command(command: ShellCommand): void
  /** Ends its streams and calls. */
  close(): void
}

/**
 * The host over MessagePorts.
 *
 * @returns connects a page by its two ports; a port that closes takes what goes on over it with it
 */
export function createPortShell(
  host: Host,
  log: Log,
): (calls: HostPort, streams: HostPort) => PageConnection {
  const serveCalls = createCalls(host, log)
  return (calls, streams) => {
    serveCalls(calls)
    const served = serveStreams(host, streams, log)
    calls.start()
    streams.start()
    return {
      command: (command) => served.send({ type: 'command', command }),
      close() {
        served.close()
        calls.close()
        streams.close()
      },
    }
  }
}
