import { startPracticeServer } from './http.ts'

interface Channel {
  onMessage: (listener: (message: { key: string; port: number }) => void) => void
  send: (message: { port: number }) => void
}

/** The port that Electron gives to a utility process. */
interface ParentPort {
  once(event: 'message', listener: (message: { data: { key: string; port: number } }) => void): void
  postMessage(message: { port: number }): void
}

// Entry of the practice process. It is forked with a channel, is told its key and port over it (an environment
// could be read by the agent's tools), answers with the port it got, and ends with its parent.
const { onMessage, send } = channel()
onMessage((message) => {
  startPracticeServer(message).then(send, (error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})

function channel(): Channel {
  const parent = (process as { parentPort?: ParentPort }).parentPort
  if (parent !== undefined) {
    return {
      onMessage: (listener) => parent.once('message', ({ data }) => listener(data)),
      send: ({ port }) => parent.postMessage({ port }),
    }
  }
  process.on('disconnect', () => process.exit(0))
  return {
    onMessage: (listener) => void process.once('message', listener),
    send: ({ port }) => void process.send?.({ port }),
  }
}
