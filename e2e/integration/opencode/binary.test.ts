import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fetchPackage, INTEGRITY, OPENCODE_VERSION } from '#electron/opencode/binary.ts'
import { temporaryFolder } from '../../support/repository.ts'

const NAME = 'opencode-linux-x64-baseline'
let folder: string
beforeEach(async () => {
  folder = await temporaryFolder('bin')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('fetches the pinned package from the registry, ready to run', async () => {
  await fetchPackage(NAME, INTEGRITY[NAME] ?? '', { folder, log: () => {} })
  const binary = join(folder, `${NAME}-${OPENCODE_VERSION}`, 'bin', 'opencode')
  const { stdout } = await promisify(execFile)(binary, ['--version'], { env: { HOME: folder } })
  expect(stdout.trim()).toBe(OPENCODE_VERSION)
})

it('throws away what is not the pinned package', async () => {
  const wrong = `sha512-${'A'.repeat(86)}==`
  await expect(fetchPackage(NAME, wrong, { folder, log: () => {} })).rejects.toThrow('thrown away')
  expect(existsSync(join(folder, `${NAME}-${OPENCODE_VERSION}`))).toBe(false)
})
