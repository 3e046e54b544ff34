import { connect } from 'node:net'
import { type Finding, ok, warning } from './check.ts'

export interface Place {
  host: string
  port: number
}

const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80, 'ssh:': 22, 'git:': 9418 }
const CONNECT_MS = 3000
/** More of them say nothing new. */
const MOST_PLACES = 12
const OFFLINE = 'Check the network, its proxy or VPN. Runs with a local or the practice model still work.'

/** Where a remote or an endpoint is; null = on this machine's disk. */
export function placeOf(address: string): Place | null {
  const scp = /^(?:[^@/\s]+@)?([\w.-]+|\[[\da-f:]+\]):(?!\/\/)(?!\\)/i.exec(address)
  // A single letter is a drive of Windows.
  if (scp?.[1] !== undefined && scp[1].length > 1) return { host: bare(scp[1]), port: 22 }
  if (!URL.canParse(address)) return null
  const { protocol, hostname, port } = new URL(address)
  const usual = PORTS[protocol]
  return usual === undefined || hostname === '' ? null : { host: bare(hostname), port: Number(port) || usual }
}

const bare = (host: string) => host.replace(/^\[|\]$/g, '')

/** Tries to reach places the user has configured, and no other, by opening a connection and closing it. */
export async function checkPlaces(places: readonly Place[]): Promise<Finding> {
  const distinct = new Map(places.map((place) => [`${place.host}:${place.port}`, place]))
  const tried = [...distinct].slice(0, MOST_PLACES)
  if (tried.length === 0) return ok('Nothing needs the network: no project has a remote.')
  const answers = await Promise.all(
    tried.map(async ([name, place]) => ({ name, reached: await isReachable(place) })),
  )
  const missed = answers.filter(({ reached }) => !reached).map(({ name }) => name)
  const reached = answers.length - missed.length
  if (missed.length === 0) return ok(`Reached ${answers.map(({ name }) => name).join(', ')}.`)
  return warning(
    reached === 0 ? `Offline? Not reached: ${missed.join(', ')}.` : `Not reached: ${missed.join(', ')}.`,
    OFFLINE,
  )
}

function isReachable({ host, port }: Place): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (reached: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(reached)
    }
    const timer = setTimeout(() => end(false), CONNECT_MS)
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
