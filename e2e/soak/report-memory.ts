/**
 * Loaded into the host with `--expose-gc --import`: whoever connects to the socket that OPENLINEAR_SOAK_SOCKET
 * names is told the process's memory after a full collection, and what was resident before it, as one line of JSON.
 */
import { createServer } from 'node:net'

const path = process.env['OPENLINEAR_SOAK_SOCKET']
const collect = globalThis.gc
if (path === undefined || collect === undefined)
  throw new Error('needs OPENLINEAR_SOAK_SOCKET and --expose-gc')
// What the host spawns must not load this, nor find the socket.
delete process.env['OPENLINEAR_SOAK_SOCKET']

createServer((socket) => {
  const { rss } = process.memoryUsage()
  // An ordinary one: what V8 keeps resident of the heap's highest stand is part of what a user sees.
  collect({ type: 'major', execution: 'sync' })
  socket.end(`${JSON.stringify({ ...process.memoryUsage(), rssBefore: rss })}\n`)
})
  .listen(path)
  .unref()
