import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'

/** Keys the host is given before anything else; none may ever be seen again. */
export const SECRETS = {
  environment: 'sk-ant-fuzz-7f3c9d51e2b84a60d2',
  setHere: 'sk-fuzz-set-here-41d0c8a7b95e4f23',
  inAddress: 'hunter2hunter2',
} as const

/**
 * A place of its own for a host that is called without mercy: its own home and configuration, openers,
 * editors and ssh that do nothing, and no way to any network but loopback.
 */
export interface Sandbox {
  root: string
  dataFolder: string
  repositories: string[]
  /** Folders that are no repository of the user's: empty, a file, the host's own, outside a repository's root. */
  folders: string[]
  environment: NodeJS.ProcessEnv
  remove(): Promise<void>
}

/** What would open a window, ask for a password or reach another machine. */
const HARMLESS = [
  'xdg-open',
  'open',
  'code',
  'ssh',
  'gnome-terminal',
  'x-terminal-emulator',
  'sensible-browser',
]
const NOWHERE = 'http://127.0.0.1:1'

export async function makeSandbox(): Promise<Sandbox> {
  const root = await temporaryFolder('fuzz')
  const inside = (...names: string[]) => join(root, ...names)
  const [home, bin, dataFolder] = [inside('home'), inside('bin'), inside('data')]
  for (const folder of [home, bin, dataFolder, inside('empty'), inside('with space ‮é')]) {
    await mkdir(folder, { recursive: true })
  }
  for (const name of HARMLESS) {
    await writeFile(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${inside('opened.txt')}"\nexit 1\n`)
    await chmod(join(bin, name), 0o755)
  }
  await writeFile(inside('a-file'), 'no folder\n')
  const repositories = await Promise.all(
    Array.from({ length: 4 }, () => makeRepository({ 'README.md': '# Hello\n', 'a.txt': 'a\n' })),
  )
  const inRepository = join(repositories[0] ?? '', 'inner')
  await mkdir(inRepository)
  return {
    root,
    dataFolder,
    repositories,
    folders: [
      inside('empty'),
      inside('with space ‮é'),
      inside('a-file'),
      inside('not-there', 'yet'),
      dataFolder,
      home,
      inRepository,
      join(repositories[1] ?? '', '.git'),
    ],
    environment: {
      PATH: [bin, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_DATA_HOME: join(home, '.local', 'share'),
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_STATE_HOME: join(home, '.local', 'state'),
      TMPDIR: process.env.TMPDIR ?? '/tmp',
      LANG: 'C.UTF-8',
      TERM: 'dumb',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_SSH_COMMAND: 'false',
      ANTHROPIC_API_KEY: SECRETS.environment,
      HTTP_PROXY: NOWHERE,
      HTTPS_PROXY: NOWHERE,
      http_proxy: NOWHERE,
      https_proxy: NOWHERE,
      NO_PROXY: '127.0.0.1,localhost,::1',
      no_proxy: '127.0.0.1,localhost,::1',
    },
    async remove() {
      for (const folder of [root, ...repositories]) {
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
      }
    },
  }
}
