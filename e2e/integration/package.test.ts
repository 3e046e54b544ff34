import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, chmod, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { createPackage, extractAll, extractFile, listPackage } from '@electron/asar'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildIfNeeded } from '#electron/launch/build.ts'
import { ROOT } from '#electron/launch/root.ts'
import type { Client } from '../support/host.ts'
import { temporaryFolder } from '../support/repository.ts'

/** Where a binary of Electron keeps its fuses: after this mark a version, their number, and one character each. */
const FUSE_MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'asarIntegrity',
  'onlyLoadAppFromAsar',
  'browserSnapshot',
  'fileProtocolPrivileges',
]
/** As Electron ships: all that lets a stranger in is on. */
const SHIPPED = '10110001'

let folder: string
let app: string

/** All of Electron that packing looks at; only its binary is none, but has fuses. */
async function standInElectron(): Promise<string> {
  const dist = join(folder, 'electron')
  const { version } = JSON.parse(
    await readFile(join(ROOT, 'node_modules/electron/package.json'), 'utf8'),
  ) as {
    version: string
  }
  await mkdir(join(dist, 'locales'), { recursive: true })
  await mkdir(join(dist, 'resources'))
  await mkdir(join(folder, 'default-app'))
  await writeFile(join(folder, 'default-app', 'index.js'), '')
  await createPackage(join(folder, 'default-app'), join(dist, 'resources', 'default_app.asar'))
  await writeFile(join(dist, 'version'), version)
  await writeFile(join(dist, 'LICENSE'), '')
  await writeFile(join(dist, 'LICENSES.chromium.html'), '')
  const fuses = Buffer.from([1, SHIPPED.length])
  await writeFile(
    join(dist, 'electron'),
    Buffer.concat([Buffer.from(`#!/bin/sh\nexit 1\n${FUSE_MARK}`), fuses, Buffer.from(SHIPPED)]),
  )
  await chmod(join(dist, 'electron'), 0o755)
  return dist
}

// The stand-in is Linux's; the packages of the others are made where their Electron is (.github/workflows).
const onLinux = process.platform === 'linux'

beforeAll(async () => {
  if (!onLinux) return
  folder = await temporaryFolder('package')
  expect(await buildIfNeeded()).toBe(0)
  const builder = join(ROOT, 'node_modules/electron-builder/cli.js')
  const output = join(folder, 'dist')
  await promisify(execFile)(
    process.execPath,
    [builder, '--linux', '--dir', '--publish', 'never']
      .concat(`--config.electronDist=${await standInElectron()}`)
      .concat(`--config.directories.output=${output}`),
    { cwd: ROOT, timeout: 110_000, maxBuffer: 16 << 20 },
  )
  app = join(output, 'linux-unpacked')
})
afterAll(async () => {
  if (onLinux) await rm(folder, { recursive: true, force: true })
})

test.runIf(onLinux)('the package holds what runs, and nothing else', async () => {
  const archive = join(app, 'resources', 'app.asar')
  const files = listPackage(archive, { isPack: false })
  for (const file of [
    '/package.json',
    '/out/main/main.js',
    '/out/main/headless.js',
    '/out/main/practice.js',
    '/out/main/backup.js',
    '/out/main/record.js',
    '/out/main/files.js',
    '/out/preload/preload.cjs',
    '/out/renderer/index.html',
    '/resources/icons/tray.png',
    '/out/main/terminal.js',
    '/node_modules/better-sqlite3/prebuilds/linux-x64.node',
  ]) {
    expect(files).toContain(file)
  }
  const strangers = files.filter(
    (file) =>
      /\.(tsx?|map)$|\.test\.|\/(e2e|shared|electron|renderer)$|\.env|entitlements/.test(file) &&
      !file.startsWith('/out/renderer') &&
      !file.startsWith('/node_modules'),
  )
  expect(strangers).toEqual([])
  const modules = new Set(files.map((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]))
  // One folder each for what is not bundled, and nothing that is only needed to build.
  expect(
    [...modules].filter(
      (name) => name !== undefined && !/^(@vscode|@lydell|better-sqlite3$|opencode-)/.test(name),
    ),
  ).toEqual([])
  expect(files.filter((file) => /better-sqlite3\/(deps|src)|prebuilds\/(darwin|win32)/.test(file))).toEqual(
    [],
  )
})

test.runIf(onLinux)('the page carries no zod', async () => {
  const archive = join(app, 'resources', 'app.asar')
  const scripts = listPackage(archive, { isPack: false }).filter((file) =>
    /^\/out\/renderer\/.*\.js$/.test(file),
  )
  expect(scripts.length).toBeGreaterThan(1)
  for (const script of scripts) {
    expect(extractFile(archive, script.slice(1)).toString(), script).not.toMatch(/ZodError|ZodType/)
  }
})

test.runIf(onLinux)('programs lie beside the archive, where they can be started', async () => {
  const unpacked = join(app, 'resources', 'app.asar.unpacked', 'node_modules')
  for (const file of [
    `opencode-linux-${process.arch}/bin/opencode`,
    `@vscode/ripgrep-linux-${process.arch}/bin/rg`,
  ]) {
    await access(join(unpacked, file), constants.X_OK)
  }
  await access(join(unpacked, 'better-sqlite3/prebuilds/linux-x64.node'))
  await access(join(unpacked, `@lydell/node-pty-linux-${process.arch}/pty.node`))
})

test.runIf(onLinux)('the fuses are set', async () => {
  const binary = await readFile(join(app, 'openlinear'))
  const at = binary.indexOf(FUSE_MARK) + FUSE_MARK.length + 2
  const set = FUSES.map((name, index) => [name, String.fromCharCode(binary[at + index] ?? 0) === '1'])
  expect(Object.fromEntries(set)).toEqual({
    runAsNode: false,
    cookieEncryption: true,
    nodeOptions: false,
    nodeCliInspect: false,
    asarIntegrity: true,
    onlyLoadAppFromAsar: true,
    browserSnapshot: false,
    fileProtocolPrivileges: false,
  })
})

test.runIf(onLinux)('the packed host runs: it serves the page and answers calls', async () => {
  const extracted = join(folder, 'app')
  extractAll(join(app, 'resources', 'app.asar'), extracted)
  const host = spawn(
    process.execPath,
    [join(extracted, 'out/main/headless.js'), '--data-dir', join(folder, 'data'), '--port', '0'],
    {
      cwd: folder,
      env: { ...process.env, XDG_CONFIG_HOME: join(folder, 'config') },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let problems = ''
  host.stderr.on('data', (chunk) => (problems += String(chunk)))
  try {
    const ended = once(host, 'exit').then(() => {
      throw new Error(`the packed host ended:\n${problems}`)
    })
    const [line] = (await Promise.race([once(createInterface(host.stdout), 'line'), ended])) as [string]
    ended.catch(() => undefined)
    const { url, token } = JSON.parse(line) as { url: string; token: string }

    expect(await (await fetch(new URL('/health', url))).json()).toEqual({ status: 'ok' })
    const page = await (await fetch(url)).text()
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1]
    expect((await fetch(new URL(script ?? '/none', url))).status).toBe(200)

    const client: Client = createORPCClient(
      new RPCLink({ url: new URL('/rpc', url).href, headers: { authorization: `Bearer ${token}` } }),
    )
    const label = await client.labels.create({ name: 'Packed', color: 'blue' })
    expect((await client.labels.list()).items).toEqual([label])
    const backup = new Worker(join(extracted, 'out/main/backup.js'), {
      workerData: { folder: join(folder, 'data'), what: 'backup' },
      execArgv: [],
    })
    const [made] = (await once(backup, 'message')) as [{ file: string }]
    await access(made.file)
    expect((await client.system.info()).version).toMatch(/^\d+\.\d+\.\d+$/)
  } finally {
    if (host.exitCode === null) {
      const gone = once(host, 'exit')
      host.kill('SIGTERM')
      await gone
    }
  }
})
