import { rm } from 'node:fs/promises'
import { FakeGithub } from '../support/github/fake-github.ts'
import { temporaryFolder } from '../support/repository.ts'
import { startBuilt } from './built-host.ts'
import { cleanUpLater } from './clean-up.ts'
import { absolute, type Figure } from './figure.ts'

const ALL = 1_000
/** About what GitHub takes for a page of a hundred. */
const PAGE_MS = 400

/** How soon one can choose from the repositories of an account that sees many. */
export const repositories: Figure = {
  name: 'repositories',
  target: `${ALL} repositories, ${PAGE_MS} ms a page at GitHub: first page searchable ≤ 1 s, a search of all of them ≤ 50 ms`,
  async run(rounds, say) {
    const [github, dataFolder] = [await FakeGithub.start(), await temporaryFolder('repositories')]
    const clean = async () => {
      await github.stop()
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 3 })
    }
    cleanUpLater(clean)
    github.addUser('ada')
    github.addRepositories('ada', ALL)
    github.fail('GET /user/repos', { slow: PAGE_MS }, { times: Number.POSITIVE_INFINITY })
    const host = await startBuilt(dataFolder)
    const calls = host.client.github
    const seen: { first: number; all: number; search: number }[] = []
    try {
      for (let round = 0; round < rounds; round += 1) {
        const { id: accountId } = await calls.addToken({
          host: github.host,
          token: github.addToken('ada').value,
        })
        const began = performance.now()
        const elapsed = () => Math.round(performance.now() - began)
        await host.when(async () => (await calls.repositories({ accountId, q: 'repository-1' })).items[0])
        const first = elapsed()
        await host.when(
          async () => (await calls.repositories({ accountId, limit: 1 })).refreshedAt ?? undefined,
        )
        const all = elapsed()
        const asked = performance.now()
        await calls.repositories({ accountId, q: 'ada repository-99' })
        const search = performance.now() - asked
        say(
          `round ${round + 1} of ${rounds}: first page ${first} ms, all ${all} ms, a search ${search.toFixed(1)} ms`,
        )
        seen.push({ first, all, search })
        // The next round knows nothing again.
        await calls.removeAccount({ id: accountId })
      }
    } finally {
      await host.stop()
      await clean()
    }
    return [
      absolute(
        `${ALL} repositories: first page`,
        seen.map(({ first }) => first),
        'ms',
        1_000,
      ),
      absolute(
        `${ALL} repositories: all`,
        seen.map(({ all }) => all),
        'ms',
        null,
      ),
      absolute(
        `${ALL} repositories: a search`,
        seen.map(({ search }) => search),
        'ms',
        50,
      ),
    ]
  },
}
