import { expect, it } from 'vitest'
import { publishWays } from './publish-ways.ts'

const at = (host: string) => ({ github: { host, owner: 'ada', name: 'engine' } })
const account = { host: 'github.com' }

it.each([
  [at('github.com'), [account], null, true],
  [at('git.acme.com'), [account], null, false],
  [{ github: null }, [account], null, false],
  [at('github.com'), [], null, false],
  [undefined, [account], null, true],
  [undefined, [], null, false],
  // One that was chosen before stays to be seen.
  [{ github: null }, [], 'pull_request', true],
] as const)(
  '%j with the accounts %j, chosen %j: a pull request can be chosen: %j',
  (project, known, chosen, can) => {
    const ways = publishWays(project, known, chosen)
    expect(ways.includes('pull_request')).toBe(can)
    expect(ways.slice(0, 2)).toEqual(['local', 'push'])
  },
)
