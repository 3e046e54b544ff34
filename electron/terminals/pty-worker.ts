/** Has the processes of terminals on a thread of its own, as {@link ToPtyWorker} says: see `pty-thread.ts`. */
import { parentPort } from 'node:worker_threads'
import { Pty } from './pty.ts'
import type { FromPtyWorker, ToPtyWorker } from './pty-messages.ts'

const port = parentPort
if (port === null) throw new Error('This is a thread of the host.')
const ptys = new Map<string, Pty>()
const tell = (message: FromPtyWorker) => port.postMessage(message)

function open({ id, order }: Extract<ToPtyWorker, { kind: 'open' }>): void {
  try {
    const pty = new Pty(order, {
      batch: (reader, batch) => tell({ kind: 'batch', reader, batch }),
      address: (address) => tell({ kind: 'address', id, address }),
      ended: (end) => tell({ kind: 'ended', id, end }),
    })
    ptys.set(id, pty)
    tell({ kind: 'opened', id, pid: pty.pid })
  } catch (error) {
    tell({ kind: 'failed', id, message: (error as Error).message })
  }
}

port.on('message', (message: ToPtyWorker) => {
  if (message.kind === 'open') return open(message)
  const pty = ptys.get(message.id)
  if (pty === undefined) {
    // Forgotten while it was asked for.
    if (message.kind === 'read') tell({ kind: 'batch', reader: message.reader, batch: null })
    return
  }
  if (message.kind === 'write') pty.write(message.data)
  else if (message.kind === 'resize') pty.resize(message.cols, message.rows)
  else if (message.kind === 'read') pty.read(message.reader)
  else if (message.kind === 'leave') pty.leave(message.reader)
  else {
    ptys.delete(message.id)
    pty.dispose()
  }
})
