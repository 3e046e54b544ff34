import { delimiter, sep } from 'node:path'
import { HOST_ID_VARIABLE } from './host-id.ts'

/**
 * The user's environment for what we spawn on their behalf: without what npm added when it started us
 * (its settings, and its folders of binaries with our own Node in them) and what is meant for us, with the
 * mark by which leftovers of a crash are found.
 */
export function userEnvironment(hostId: string, parent: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(parent)) {
    if (/^(?:npm|OPENLINEAR)_/i.test(name) || OURS.has(name)) continue
    environment[name] = value
  }
  const path = parent.PATH ?? ''
  environment.PATH = path
    .split(delimiter)
    .filter((folder) => !folder.endsWith(`node_modules${sep}.bin`) && !folder.endsWith('node-gyp-bin'))
    .join(delimiter)
  environment[HOST_ID_VARIABLE] = hostId
  return environment
}

const OURS = new Set(['INIT_CWD', 'NODE', 'ELECTRON_RUN_AS_NODE'])
