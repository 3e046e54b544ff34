import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/settings.ts'
import { openStore, type Store } from '../store/store.ts'
import { defaultDataFolder, defaultPointerFile, resolveDataFolder } from './data-folder.ts'
import { createSettings } from './settings.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-settings-'))
  store = await openStore({ folder: join(folder, 'data') })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

const open = () =>
  createSettings({
    store,
    dataFolder: join(folder, 'data'),
    pointerFile: join(folder, 'config', 'location.json'),
    configuredModel: async () => 'a/b',
  })

test('a new board has the defaults', async () => {
  const settings = await open()
  expect(await settings.get()).toEqual({
    ...DEFAULT_SETTINGS,
    dataFolder: join(folder, 'data'),
    nextDataFolder: null,
    configuredModel: 'a/b',
    updatedSeq: 0,
  })
})

test('a change is told, kept and there at once', async () => {
  const settings = await open()
  const before = await store.seq()
  const after = await settings.update({ theme: 'dark', parallelLimit: 3, model: 'c/d' })
  expect(after).toMatchObject({ theme: 'dark', model: 'c/d' })
  expect(settings.stored()).toMatchObject({ theme: 'dark', model: 'c/d' })
  const replay = await store.replay(before)
  expect(replay.kind === 'events' && replay.events).toMatchObject([
    {
      event: 'settings:updated',
      seq: after.updatedSeq,
      data: { id: 'settings', theme: 'dark', model: 'c/d' },
    },
  ])
  expect((await (await open()).get()).updatedSeq).toBe(after.updatedSeq)
  expect((await open()).stored()).toEqual(settings.stored())
  expect((await settings.update({ theme: 'dark' })).updatedSeq).toBe(after.updatedSeq)
})

test('a value that this version does not know counts as not set', async () => {
  const row = { key: 'theme', value: '"sepia"', updated_seq: 1 }
  await store.db.insertInto('settings').values(row).execute()
  expect((await open()).stored().theme).toBe('system')
})

test('another data folder is taken up at the next start', async () => {
  const settings = await open()
  const wanted = join(folder, 'elsewhere', 'board')
  expect(await settings.update({ dataFolder: wanted })).toMatchObject({
    dataFolder: join(folder, 'data'),
    nextDataFolder: wanted,
  })
  // It is made when it is taken up.
  expect(existsSync(join(folder, 'elsewhere'))).toBe(false)
  const pointerFile = join(folder, 'config', 'location.json')
  expect(await resolveDataFolder({ flag: undefined, env: {}, pointerFile })).toBe(wanted)
  expect(await settings.update({ dataFolder: join(folder, 'data') })).toMatchObject({ nextDataFolder: null })
  expect(JSON.parse(await readFile(pointerFile, 'utf8'))).toEqual({ dataFolder: join(folder, 'data') })
})

test('a folder for clones is not made before there is a clone, and one that is there stays', async () => {
  const settings = await open()
  const missing = join(folder, 'not', 'yet')
  expect(await settings.update({ cloneFolder: missing })).toMatchObject({ cloneFolder: missing })
  expect(existsSync(join(folder, 'not'))).toBe(false)
  await mkdir(missing, { recursive: true })
  await settings.update({ cloneFolder: null })
  expect(await settings.update({ cloneFolder: missing })).toMatchObject({ cloneFolder: missing })
  expect(existsSync(missing)).toBe(true)
})

test.each(['dataFolder', 'cloneFolder'] as const)('%s has to be a folder that can be made', async (field) => {
  const settings = await open()
  await writeFile(join(folder, 'file'), '')
  for (const path of ['relative/folder', join(folder, 'file', 'below')]) {
    await expect(settings.update({ [field]: path })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining(`${field}: `),
    })
  }
  expect((await settings.get()).nextDataFolder).toBeNull()
})

describe('where the data folder is', () => {
  const home = homedir()
  test.each([
    ['linux', {}, `${home}/.local/share/openlinear`, `${home}/.config/openlinear/location.json`],
    ['linux', { XDG_DATA_HOME: '/d', XDG_CONFIG_HOME: '/c' }, '/d/openlinear', '/c/openlinear/location.json'],
    [
      'linux',
      { XDG_CONFIG_HOME: 'c' },
      `${home}/.local/share/openlinear`,
      `${home}/.config/openlinear/location.json`,
    ],
    [
      'darwin',
      {},
      `${home}/Library/Application Support/openlinear/data`,
      `${home}/Library/Application Support/openlinear/location.json`,
    ],
  ] as const)('%s with %j', (platform, env, data, pointer) => {
    expect(defaultDataFolder(env, platform)).toBe(data)
    expect(defaultPointerFile(env, platform)).toBe(pointer)
  })

  test('the flag counts most, and a pointer that cannot be read is not passed over', async () => {
    const pointerFile = join(folder, 'location.json')
    expect(await resolveDataFolder({ flag: '/flag', env: {}, pointerFile })).toBe('/flag')
    expect(await resolveDataFolder({ flag: undefined, env: { XDG_DATA_HOME: '/x' }, pointerFile })).toBe(
      '/x/openlinear',
    )
    await writeFile(pointerFile, '{"dataFolder":')
    await expect(resolveDataFolder({ flag: undefined, env: {}, pointerFile })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})
