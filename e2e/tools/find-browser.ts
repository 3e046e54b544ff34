import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

type Environment = Record<string, string | undefined>

/** Where a Chromium may be, best first. */
export function browserCandidates(platform: NodeJS.Platform, env: Environment): string[] {
  const chosen = env.OPENLINEAR_BROWSER ? [env.OPENLINEAR_BROWSER] : []
  if (platform === 'darwin') {
    return chosen.concat(
      ['Chromium', 'Google Chrome'].flatMap((name) =>
        ['/Applications', join(env.HOME ?? '/', 'Applications')].map((folder) =>
          join(folder, `${name}.app/Contents/MacOS/${name}`),
        ),
      ),
    )
  }
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      (name) => name !== undefined,
    )
    return chosen.concat(
      ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'].flatMap((name) =>
        folders.map((folder) => `${folder}\\${name}`),
      ),
    )
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return chosen.concat(
    ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].flatMap((name) =>
      folders.map((folder) => join(folder, name)),
    ),
  )
}

/** @param works - Whether there is a browser at this path that starts */
export function findBrowser(
  platform: NodeJS.Platform,
  env: Environment,
  works: (path: string) => boolean,
): string | undefined {
  return browserCandidates(platform, env).find(works)
}

/** Its version, if it starts: Ubuntu has a `chromium-browser` that only says to use snap. */
export function browserVersion(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  // On Windows `--version` opens a window.
  if (process.platform === 'win32') return 'of unknown version'
  const result = spawnSync(path, ['--version'], {
    timeout: 20_000,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return result.status === 0 ? result.stdout.trim() : undefined
}
