import { startPracticeServer } from './http.ts'

// Entry of the practice process. It is forked with an IPC channel, is told its key and port over it (an
// environment could be read by the agent's tools), answers with the port it got, and ends with the channel.
process.on('disconnect', () => process.exit(0))
process.once('message', (message: { key: string; port: number }) => {
  startPracticeServer(message).then(
    ({ port }) => process.send?.({ port }),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
