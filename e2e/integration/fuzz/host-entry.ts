/**
 * A real host in a process of its own that can be fuzzed over HTTP and over ports: what comes as a message of the
 * parent is posted to a port, and what a port says goes to the parent. The limit of writing calls is
 * raised here alone, so that it hides nothing.
 */
import { dirname, join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createHost } from '#electron/host.ts'
import { headlessPlatform } from '#electron/shell/http/headless-platform.ts'
import { createHttpShell } from '#electron/shell/http/http-shell.ts'
import { createPortShell } from '#electron/shell/port/port-shell.ts'

export type PortName = 'calls' | 'streams'
export type ToHost =
  | { open: number }
  | { to: number; port: PortName; data: unknown }
  | { close: number }
  | 'health'
export type FromHost =
  | { url: string; token: string }
  | { from: number; port: PortName; data: unknown }
  /** `polluted` are names on Object.prototype; `delay` is the longest hold of the loop since last asked, in ms. */
  | { polluted: string[]; delay: number; memory: number }

const [dataFolder] = process.argv.slice(2)
if (dataFolder === undefined || process.send === undefined)
  throw new Error('usage: fork host-entry.ts FOLDER')
const tell = (message: FromHost) => process.send?.(message)
const log = (level: string, message: string, data?: Record<string, unknown>) => {
  process.stderr.write(`${level} ${message} ${data === undefined ? '' : JSON.stringify(data)}\n`)
}
const pointerFile = join(dirname(dataFolder), 'config', 'location.json')
const platform = headlessPlatform({ dataFolder, pointerFile, log })
const host = await createHost({ dataFolder, pointerFile, log, platform })
const token = 'fuzz-token-that-nobody-may-see-0123456789'
const http = await createHttpShell({
  host,
  token,
  port: 0,
  allowHosts: [],
  pageFolder: join(import.meta.dirname, '../../../out/renderer'),
  log,
  writeLimit: { calls: 1_000_000, seconds: 1 },
})
const connect = createPortShell(host, log)
const pages = new Map<number, Record<PortName, MessagePort>>()
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()

process.on('message', (message: ToHost) => {
  if (message === 'health') {
    tell({
      polluted: Object.keys(Object.prototype),
      delay: delay.max / 1e6,
      memory: process.memoryUsage.rss(),
    })
    delay.reset()
  } else if ('open' in message) {
    pages.set(message.open, openPage(message.open))
  } else if ('close' in message) {
    const page = pages.get(message.close)
    page?.calls.close()
    page?.streams.close()
    pages.delete(message.close)
  } else {
    pages.get(message.to)?.[message.port].postMessage(message.data)
  }
})

function openPage(number: number): Record<PortName, MessagePort> {
  const calls = new MessageChannel()
  const streams = new MessageChannel()
  connect(calls.port2, streams.port2)
  for (const [port, channel] of [
    ['calls', calls],
    ['streams', streams],
  ] as const) {
    channel.port1.on('message', (data: unknown) => tell({ from: number, port, data }))
  }
  return { calls: calls.port1, streams: streams.port1 }
}

process.on('SIGTERM', () => {
  void http
    .close()
    .then(() => host.close())
    .then(() => process.exit(0))
})
// Nobody is left to stop it.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
tell({ url: http.url, token })
