import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileSecrets } from './file-secrets.ts'

let folder: string
let file: string
let keyFile: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-secrets-'))
  file = join(folder, 'data', 'secrets.sealed')
  keyFile = join(folder, 'config', 'secrets.key')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = () => createFileSecrets({ file, keyFile })
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
const SECRET = 'sk-test-0123456789-very-secret'

test('what is set is there for the next one who opens the store', async () => {
  expect(await open().get('provider/a')).toBeNull()
  await open().set('provider/b', SECRET)
  await open().set('provider/a', 'ž\n2')
  await open().set('other', 'x')
  expect(await open().get('provider/b')).toBe(SECRET)
  expect(await open().get('provider/a')).toBe('ž\n2')
  expect(await open().list('provider/')).toEqual(['provider/a', 'provider/b'])
  await open().remove('provider/a')
  await open().remove('never there')
  expect(await open().list('')).toEqual(['other', 'provider/b'])
})

test('reading alone makes no files', async () => {
  expect(await open().list('')).toEqual([])
  expect(await readdir(folder)).toEqual([])
})

test('names and values stand nowhere in the clear, and both files are the user’s alone', async () => {
  await open().set('provider/some-provider', SECRET)
  for (const path of [file, keyFile]) {
    const bytes = await readFile(path, 'latin1')
    expect(bytes).not.toContain(SECRET)
    expect(bytes).not.toContain('some-provider')
    expect(await modeOf(path)).toBe('600')
  }
  expect(await modeOf(join(folder, 'config'))).toBe('700')
  expect(await modeOf(join(folder, 'data'))).toBe('700')
})

test('each write is sealed with another nonce', async () => {
  await open().set('a', '1')
  const first = await readFile(file)
  await open().set('a', '2')
  await open().set('a', '1')
  expect((await readFile(file)).equals(first)).toBe(false)
})

test('concurrent changes lose nothing', async () => {
  const store = open()
  const names = Array.from({ length: 40 }, (_, index) => `name-${index}`)
  await Promise.all(names.map((name) => store.set(name, `value of ${name}`)))
  expect((await store.list('')).length).toBe(40)
  await Promise.all(names.slice(1).map((name) => store.remove(name)))
  expect(await store.list('')).toEqual(['name-0'])
})

test('two hosts that need the key at once end with the same one', async () => {
  const other = createFileSecrets({ file: join(folder, 'other', 'secrets.sealed'), keyFile })
  await Promise.all([open().set('a', '1'), other.set('b', '2')])
  expect(await open().get('a')).toBe('1')
  expect(await createFileSecrets({ file: join(folder, 'other', 'secrets.sealed'), keyFile }).get('b')).toBe(
    '2',
  )
  expect(await readdir(join(folder, 'config'))).toEqual(['secrets.key'])
})

describe('a store that cannot be opened says so and is left as it is', () => {
  const refuses = async (message: RegExp) => {
    const before = await readFile(file)
    const store = open()
    const error = { code: 'SECRETS_UNAVAILABLE', message: expect.stringMatching(message) }
    await expect(store.get('a')).rejects.toMatchObject(error)
    await expect(store.list('')).rejects.toMatchObject(error)
    await expect(store.set('b', '2')).rejects.toMatchObject(error)
    await expect(store.remove('a')).rejects.toMatchObject(error)
    expect(await store.describe()).toMatchObject({
      available: false,
      warning: expect.stringMatching(message),
    })
    expect((await readFile(file)).equals(before)).toBe(true)
  }
  beforeEach(() => open().set('a', SECRET))

  test('any bit changed, wherever it is', async () => {
    const whole = await readFile(file)
    const positions = [0, 10, 21, 30, 40, 55, whole.length - 1]
    for (const position of positions) {
      const bytes = Buffer.from(whole)
      bytes[position] = (bytes[position] ?? 0) ^ 1
      await writeFile(file, bytes)
      await refuses(/damaged/)
    }
    for (const length of [0, 5, 48, whole.length - 1]) {
      await writeFile(file, whole.subarray(0, length))
      await refuses(/damaged/)
    }
    await writeFile(file, whole)
    expect(await open().get('a')).toBe(SECRET)
  })

  test('another key', async () => {
    await writeFile(keyFile, Buffer.alloc(32, 7).toString('base64'))
    await refuses(/sealed with another key/)
  })

  test('a damaged key', async () => {
    await writeFile(keyFile, 'short')
    await refuses(/secrets\.key is damaged/)
    expect(await readFile(keyFile, 'utf8')).toBe('short')
  })

  test('no key', async () => {
    await rm(keyFile)
    await refuses(/is gone/)
    expect(await readdir(join(folder, 'config'))).toEqual([])
  })
})

test('modes that are too loose are tightened', async () => {
  await mkdir(join(folder, 'config'), { mode: 0o775 })
  await chmod(join(folder, 'config'), 0o775)
  await open().set('a', '1')
  expect(await modeOf(join(folder, 'config'))).toBe('700')
  await chmod(keyFile, 0o644)
  expect(await open().get('a')).toBe('1')
  expect(await modeOf(keyFile)).toBe('600')
})

test('no key is kept in a folder for everybody', async () => {
  await mkdir(join(folder, 'config'))
  await chmod(join(folder, 'config'), 0o1777)
  await expect(open().set('a', '1')).rejects.toMatchObject({
    code: 'SECRETS_UNAVAILABLE',
    message: expect.stringContaining('is a folder for everybody'),
  })
  expect(await readdir(join(folder, 'config'))).toEqual([])
})

test('what cannot be written is told in words', async () => {
  await writeFile(join(folder, 'data'), 'a file')
  await expect(open().set('a', '1')).rejects.toMatchObject({ code: 'SECRETS_UNAVAILABLE' })
})

test('a half-written file of an earlier start is neither read nor in the way', async () => {
  await open().set('a', '1')
  await writeFile(`${file}.new`, 'half')
  expect(await open().get('a')).toBe('1')
  await open().set('b', '2')
  expect(await open().list('')).toEqual(['a', 'b'])
  expect(await modeOf(file)).toBe('600')
  expect(await readdir(join(folder, 'data'))).toEqual(['secrets.sealed'])
})

test('killed in the midst of writing, the store holds all that was confirmed', async () => {
  const writer = `
    import { createFileSecrets } from ${JSON.stringify(join(import.meta.dirname, 'file-secrets.ts'))}
    const store = createFileSecrets(${JSON.stringify({ file, keyFile })})
    for (let index = 0; ; index += 1) {
      await store.set('count', String(index))
      process.stdout.write(index + '\\n')
    }`
  for (const after of [1, 5, 9]) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    for await (const chunk of child.stdout) {
      said += String(chunk)
      if (said.split('\n').length > after) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    const confirmed = Number(said.split('\n').at(-2))
    expect(Number(await open().get('count'))).toBeGreaterThanOrEqual(confirmed)
  }
})

test('it says plainly what it does not protect from', async () => {
  expect(await open().describe()).toMatchObject({
    name: 'Encrypted file',
    available: true,
    warning: expect.stringContaining('will be made on the same disk'),
  })
  await open().set('some', 'key')
  expect((await open().describe()).warning).toContain('lies on the same disk')
})
