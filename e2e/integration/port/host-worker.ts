/**
 * A real host in a thread, reached over ports as the desktop window reaches it, and over HTTP to compare.
 * Told `{ connect: [calls, streams] }` for each page, `{ command }` for the last one, `'count'` to count who
 * listens to the feed, and `'close'` at the end.
 */
import { dirname, join } from 'node:path'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { createHost } from '#electron/host.ts'
import { headlessPlatform } from '#electron/shell/http/headless-platform.ts'
import { createHttpShell } from '#electron/shell/http/http-shell.ts'
import { createPortShell, type PageConnection } from '#electron/shell/port/port-shell.ts'
import type { ShellCommand } from '#shared/port.ts'

export type ToWorker = { connect: [MessagePort, MessagePort] } | { command: ShellCommand } | 'count' | 'close'
export type FromWorker = { url: string; token: string } | { feedListeners: number } | 'closed'

if (parentPort === null) throw new Error('this is the entry of a worker')
const parent = parentPort
const { dataFolder } = workerData as { dataFolder: string }
const pointerFile = join(dirname(dataFolder), 'config', 'location.json')
const log = (level: string, message: string, data?: Record<string, unknown>) => {
  if (level !== 'info') process.stderr.write(`${level} ${message} ${JSON.stringify(data ?? {})}\n`)
}

const platform = headlessPlatform({ dataFolder, pointerFile, log })
const host = await createHost({ dataFolder, pointerFile, log, platform })
let feedListeners = 0
const connect = createPortShell(
  {
    ...host,
    feed: {
      ...host.feed,
      subscribe(listener) {
        feedListeners += 1
        const unsubscribe = host.feed.subscribe(listener)
        return () => {
          feedListeners -= 1
          unsubscribe()
        }
      },
    },
  },
  log,
)
const token = 'test-token-of-the-port-tests-0123456789'
const http = await createHttpShell({ host, token, port: 0, allowHosts: [], pageFolder: dataFolder, log })
let last: PageConnection | undefined

parent.on('message', (message: ToWorker) => {
  if (message === 'close') {
    void http
      .close()
      .then(() => host.close())
      .then(() => {
        parent.postMessage('closed' satisfies FromWorker)
        parent.close()
      })
  } else if (message === 'count') {
    parent.postMessage({ feedListeners } satisfies FromWorker)
  } else if ('connect' in message) {
    last = connect(...message.connect)
  } else {
    last?.command(message.command)
  }
})
parent.postMessage({ url: http.url, token } satisfies FromWorker)
