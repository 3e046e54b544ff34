import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '#electron/launch/child.ts'
import { ROOT } from '#electron/launch/root.ts'
import { browserVersion, findBrowser } from './find-browser.ts'

const DOWNLOAD_LIMIT_MS = 180_000
const APT_LIMIT_MS = 600_000

/** A browser that starts: one that is here, else one that is installed now. */
export async function getBrowser(): Promise<string | undefined> {
  const here = systemBrowser() ?? (await playwrightsOwn())
  if (here) return here

  console.log('No browser found: Playwright fetches its own.')
  const playwright = join(ROOT, 'node_modules/@playwright/test/cli.js')
  await run(process.execPath, [playwright, 'install', 'chromium'], {
    // Its stderr is a stack trace for each address it tries.
    stdio: ['ignore', 'inherit', 'ignore'],
    timeout: DOWNLOAD_LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  const fetched = await playwrightsOwn()
  if (fetched) return fetched

  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('It could not: Debian has one.')
    const script = 'apt-get update && apt-get install -y --no-install-recommends chromium'
    await run('sh', ['-c', script], {
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: APT_LIMIT_MS,
      killSignal: 'SIGKILL',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  return systemBrowser()
}

function systemBrowser(): string | undefined {
  return findBrowser(process.platform, process.env, (path) => browserVersion(path) !== undefined)
}

async function playwrightsOwn(): Promise<string | undefined> {
  const { chromium } = await import('@playwright/test')
  const path = chromium.executablePath()
  return browserVersion(path) ? path : undefined
}
