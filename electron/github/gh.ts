import { z } from 'zod'
import type { GhAccount } from '#shared/github.ts'
import { githubHost } from '#shared/github.ts'
import { onPath } from '../process/on-path.ts'
import { runProgram } from '../process/run-program.ts'
import { GithubError } from './github-error.ts'

/** GitHub's own program, where it is installed. It is asked only when the user wants that. */
export interface Gh {
  isInstalled(): Promise<boolean>
  /**
   * Who is signed in there. One that is too old to tell is asked for a token of each of `hosts`, which is not kept.
   *
   * @throws GithubError `no_account` when there is none
   */
  accounts(hosts: readonly string[]): Promise<GhAccount[]>
  /** @throws GithubError `no_account` when there is none */
  token(host: string, login: string | null): Promise<string>
}

/** `gh auth status` asks each server whether its token still holds. */
const TIMEOUT_MS = 20_000

const status = z.object({
  hosts: z.record(
    z.string(),
    z.array(z.object({ login: z.string().min(1).max(100), state: z.string().optional() })),
  ),
})

/** @param environment of the user, to find `gh` and its settings by */
export function createGh(environment: () => NodeJS.ProcessEnv): Gh {
  const find = () => onPath('gh', environment())

  async function run(...args: string[]): Promise<string | null> {
    const path = await find()
    if (path === null) throw new GithubError('no_account', 'There is no `gh` on the PATH of this machine.')
    const env = { ...environment(), GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1', NO_COLOR: '1' }
    const { code, stdout } = await runProgram(path, args, { env, timeoutMs: TIMEOUT_MS })
    return code === 0 ? stdout : null
  }

  async function tokenOf(host: string, login: string | null): Promise<string | null> {
    const user = login === null ? [] : ['--user', login]
    const token = (await run('auth', 'token', '--hostname', host, ...user))?.trim()
    return token === undefined || token === '' ? null : token
  }

  return {
    isInstalled: async () => (await find()) !== null,

    async accounts(hosts) {
      const known = readStatus(await run('auth', 'status', '--json', 'hosts'))
      const accounts = known ?? (await asked(hosts, tokenOf))
      if (accounts.length > 0) return accounts
      throw new GithubError('no_account', 'Nobody is signed in with `gh`. Run `gh auth login` first.')
    },

    async token(host, login) {
      const token = await tokenOf(host, login)
      if (token !== null) return token
      const who = login === null ? '' : ` as ${login}`
      throw new GithubError(
        'no_account',
        `\`gh\` is not signed in at ${host}${who}. Run \`gh auth login\` first.`,
      )
    },
  }
}

/** The token that it gave is not taken by its server. */
export const refusedOfGh = (host: string) =>
  new GithubError('unauthorized', `${host} does not take the token of \`gh\`. Run \`gh auth login\` first.`)

/** null = it cannot tell in JSON. */
function readStatus(text: string | null): GhAccount[] | null {
  if (text === null) return null
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return null
  }
  const read = status.safeParse(data)
  if (!read.success) return null
  return Object.entries(read.data.hosts).flatMap(([name, accounts]) => {
    const host = githubHost.safeParse(name)
    if (!host.success) return []
    return accounts.filter(({ state }) => state !== 'error').map(({ login }) => ({ host: host.data, login }))
  })
}

async function asked(
  hosts: readonly string[],
  tokenOf: (host: string, login: null) => Promise<string | null>,
): Promise<GhAccount[]> {
  const found: GhAccount[] = []
  for (const host of hosts) {
    if ((await tokenOf(host, null)) !== null) found.push({ host, login: null })
  }
  return found
}
