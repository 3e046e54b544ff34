import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { type ClientRequest, get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { FakeGithub } from '../support/github/fake-github.ts'
import { temporaryFolder } from '../support/repository.ts'
import { cleanUpLater } from './clean-up.ts'

const MINUTE = 60_000

/** A stand-in for GitHub with two users, Ada and Grace, and what a host works in beside it. */
export interface GithubPlace {
  github: FakeGithub
  dataFolder: string
  /** Ends the stand-in, and removes the data folder and the repository. */
  clean: () => Promise<void>
}

/** @param repo of the user; removed with the rest */
export async function makeGithubPlace(name: string, repo: string): Promise<GithubPlace> {
  const [github, dataFolder] = [await FakeGithub.start(), await temporaryFolder(name)]
  const clean = async () => {
    await github.stop()
    for (const folder of [repo, dataFolder]) await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  cleanUpLater(clean)
  github.addUser('ada', { name: 'Ada Lovelace' })
  github.addUser('grace')
  return { github, dataFolder, clean }
}

/**
 * Follows the feed as a browser's page does, for as long as it is open; `fetch` of Node's would not say that it is one.
 *
 * @param host its address is what a user opens
 */
export async function openFeed(host: { address: string }): Promise<ClientRequest> {
  const address = new URL(host.address)
  const token = new URLSearchParams(address.hash.slice(1)).get('token') ?? ''
  const headers = { authorization: `Bearer ${token}`, 'sec-fetch-site': 'same-origin' }
  const feed = get(new URL('/api/events', address), { headers })
  const [answer] = (await once(feed, 'response')) as [IncomingMessage]
  if (answer.statusCode !== 200) throw new Error(`the feed answered ${answer.statusCode}`)
  answer.resume()
  return feed
}

/**
 * Waits until what has gone on before has settled, then for some minutes in which nothing changes.
 *
 * @param asked how many requests there were so far
 * @returns how many each minute has brought
 */
export async function requestsByMinute(
  asked: () => number,
  { settlingMs, minutes }: { settlingMs: number; minutes: number },
  say: (line: string) => void,
): Promise<number[]> {
  await sleep(settlingMs)
  const counts: number[] = []
  for (let minute = 1; minute <= minutes; minute += 1) {
    const before = asked()
    await sleep(MINUTE)
    counts.push(asked() - before)
    say(`minute ${minute} of ${minutes}: ${counts.at(-1)} requests`)
  }
  return counts
}
