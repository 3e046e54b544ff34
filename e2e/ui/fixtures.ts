import { rm } from 'node:fs/promises'
import { test as base, type Page } from '@playwright/test'
import { TestHost } from '../support/host.ts'
import { makeRepository, temporaryFolder } from '../support/repository.ts'
import { cleaner } from './clean-up.ts'

interface WorkerFixtures {
  /** A host that tests share: OpenCode takes longer to start than most of them take. */
  sharedHost: { host: TestHost; clean: () => Promise<void> }
}

interface Fixtures {
  /** A data folder for a host of the test's own. */
  dataFolder: string
  /** A repository of the user's with one commit. */
  repo: string
  /** A host without projects, with the settings of a new one. */
  host: TestHost
  /** A host of the test's own on a new data folder, to be killed or measured. */
  ownHost: TestHost
  /** The page on `host`, open and signed in. */
  board: Page
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  sharedHost: [
    async ({}, use) => {
      const folder = await temporaryFolder('shared')
      const host = await TestHost.start(folder)
      await use({ host, clean: await cleaner(host) })
      await host.stop()
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  dataFolder: async ({}, use) => {
    const folder = await temporaryFolder('data')
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  repo: async ({}, use) => {
    const repo = await makeRepository()
    await use(repo)
    await rm(repo, { recursive: true, force: true })
  },
  host: async ({ sharedHost }, use, info) => {
    await use(sharedHost.host)
    // After a failure Playwright takes a new worker, and with it a new host.
    if (info.status === info.expectedStatus) await sharedHost.clean()
  },
  ownHost: async ({ dataFolder }, use) => {
    const host = await TestHost.start(dataFolder)
    await use(host)
    await host.stop()
  },
  board: async ({ page, host }, use) => {
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(message.text())
    })
    await page.goto(host.address)
    // From here on its keys act.
    await page.locator('#main').waitFor()
    await use(page)
    test.expect(problems).toEqual([])
  },
})
/** For what takes too long for each push: see `e2e/support/slow.ts`. */
export const skipOnPush = (): void =>
  test.skip(process.env['OPENLINEAR_SLOW_TESTS'] !== '1', 'takes too long for each push')

export { expect } from '@playwright/test'
