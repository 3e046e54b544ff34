import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHost } from '#electron/host.ts'
import { headlessPlatform } from '#electron/shell/http/headless-platform.ts'
import { TestHost } from '../../support/host.ts'
import { temporaryFolder } from '../../support/repository.ts'

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder('start')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const start = (dataFolder: string) => {
  const pointerFile = join(folder, 'config', 'location.json')
  const log = () => undefined
  const platform = headlessPlatform({ dataFolder, pointerFile, log })
  return createHost({ dataFolder, pointerFile, log, platform })
}

test('a start that fails half-way gives the data folder free', async () => {
  const dataFolder = join(folder, 'data')
  await (await start(dataFolder)).close()
  const hostId = join(dataFolder, 'host-id')
  await rm(hostId)
  await mkdir(hostId)
  await expect(start(dataFolder)).rejects.toMatchObject({ code: 'EISDIR' })
  await rm(hostId, { recursive: true })
  const host = await start(dataFolder)
  await expect(start(dataFolder)).rejects.toMatchObject({ code: 'CONFLICT' })
  await host.close()
  await host.close()
  await (await start(dataFolder)).close()
})

test('the doctor looks at the real things', async () => {
  const configuration = join(folder, 'gitconfig')
  await writeFile(configuration, '[user]\n\tname = Ada\n\temail = ada@example.com\n')
  const host = await TestHost.start(join(folder, 'doctor'), { GIT_CONFIG_GLOBAL: configuration })
  try {
    await host.client.settings.update({ model: 'practice/scripted' })
    const { checks } = await host.client.doctor.report()
    const states = Object.fromEntries(checks.map(({ id, state }) => [id, state]))
    expect(states).toMatchObject({
      git: 'ok',
      opencode: 'ok',
      ripgrep: 'ok',
      model: 'ok',
      keyring: 'warning',
      network: 'ok',
      database: 'ok',
    })
    expect(checks.find(({ id }) => id === 'opencode')?.detail).toMatch(/^OpenCode 1\.\d+\.\d+ runs\.$/)
    const bundle = await host.client.doctor.bundle()
    expect(JSON.stringify(bundle)).not.toContain(host.token)
    expect(bundle).toMatchObject({ agent: { state: 'healthy' }, counts: { runs: {} } })
  } finally {
    await host.stop()
  }
})
