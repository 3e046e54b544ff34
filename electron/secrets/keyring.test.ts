import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFileSecrets } from './file-secrets.ts'
import { createKeyring } from './keyring.ts'

const ID = '01990000-0000-7000-8000-00000000abcd'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-keyring-'))
  await writeFile(join(folder, 'host-id'), ID)
  await install(SERVICE)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

/** As the real one answers: nothing and 1 for what it does not have. */
const SERVICE = `case $1 in
lookup) cat "$HELD/key-$5" 2>/dev/null || exit 1;;
store) cat > "$HELD/key-$6";;
esac`
const NO_SERVICE = 'echo "secret-tool: Cannot autolaunch D-Bus without X11 \\$DISPLAY" >&2; exit 1'

/** A `secret-tool`, ahead of any other, that notes how it was called. */
async function install(script: string): Promise<void> {
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  const note = `printf '%s\\n' "$*" >> '${folder}/calls'`
  await writeFile(join(bin, 'secret-tool'), `#!/bin/sh\nHELD='${folder}'\n${note}\n${script}\n`)
  await chmod(join(bin, 'secret-tool'), 0o755)
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env.PATH}`)
}

const keyFile = () => join(folder, 'config', 'secrets.key')
/** As a new start has it. */
const open = () =>
  createFileSecrets({
    file: join(folder, 'secrets.sealed'),
    keyFile: keyFile(),
    keyring: createKeyring(folder),
  })

test('the key is kept in the keyring, goes there by no argument, and is found by the next start', async () => {
  await open().set('github/one', 'secret')
  expect(existsSync(keyFile())).toBe(false)
  expect(await open().get('github/one')).toBe('secret')
  expect(await open().describe()).toEqual({ name: 'the system’s keyring', available: true, warning: null })
  const calls = await readFile(join(folder, 'calls'), 'utf8')
  const named = `application openlinear folder ${ID}`
  expect(new Set(calls.trim().split('\n'))).toEqual(
    new Set([`lookup ${named}`, `store --label=OpenLinear ${named}`]),
  )
})

test('without a keyring that answers the key is a file, and stays one', async () => {
  await install(NO_SERVICE)
  await open().set('github/one', 'secret')
  expect(existsSync(keyFile())).toBe(true)
  expect((await open().describe()).warning).toContain(keyFile())
  await install(SERVICE)
  await open().set('github/two', 'other')
  expect(await open().list('')).toEqual(['github/one', 'github/two'])
  expect((await open().describe()).warning).toContain(keyFile())
})

test('a keyring that is locked later loses nothing', async () => {
  await open().set('github/one', 'secret')
  await install(NO_SERVICE)
  const locked = open()
  await expect(locked.get('github/one')).rejects.toMatchObject({ code: 'SECRETS_UNAVAILABLE' })
  await expect(locked.set('github/two', 'other')).rejects.toMatchObject({
    code: 'SECRETS_UNAVAILABLE',
    message: expect.stringContaining('Unlock the keyring'),
  })
  expect(existsSync(keyFile())).toBe(false)
  await install(SERVICE)
  expect(await open().get('github/one')).toBe('secret')
})
