import { utilityProcess } from 'electron'
import type { ForkPractice } from '../../practice/fork.ts'

/** The practice model in a utility process: the packaged app cannot be run as Node, which `fork` would do. */
export const createPracticeProcess: ForkPractice = (entry, environment) => {
  const env = Object.fromEntries(
    Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  const child = utilityProcess.fork(entry, [], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'OpenLinear practice model',
  })
  let isGone = false
  child.once('exit', () => {
    isGone = true
  })
  return {
    get isGone() {
      return isGone
    },
    send: (message) => child.postMessage(message),
    kill: () => void child.kill(),
    on({ message, error, exit, stderr }) {
      child.on('message', message)
      child.on('error', (type, location) => error(new Error(`${type} at ${location}`)))
      child.on('exit', (code) => exit(code, null))
      child.stderr?.on('data', (data: Buffer) => stderr(data.toString('utf8')))
    },
  }
}
