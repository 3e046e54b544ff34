import { rm } from 'node:fs/promises'
import { test as base, type Page } from '@playwright/test'
import { TestHost } from '../support/host.ts'
import { makeRepository, temporaryFolder } from '../support/repository.ts'

interface Fixtures {
  dataFolder: string
  /** A repository of the user's with one commit. */
  repo: string
  /** A host of the test's own on a new data folder. */
  host: TestHost
  /** The page, open and signed in. */
  board: Page
}

export const test = base.extend<Fixtures>({
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
  host: async ({ dataFolder }, use) => {
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
    await use(page)
    test.expect(problems).toEqual([])
  },
})
export { expect } from '@playwright/test'
