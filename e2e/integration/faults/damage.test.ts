import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '#electron/launch/root.ts'
import { temporaryFolder } from '../../support/repository.ts'

// The real headless shell over a database that breaks under it, from the first word to the restored board.
const TOKEN = 'a-token-of-the-damage-test'
let folder: string
let data: string
const children: ChildProcess[] = []
beforeAll(async () => {
  folder = await temporaryFolder('damage')
  data = join(folder, 'data')
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

function headless(...args: string[]) {
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'share'),
  }
  const all = [join(ROOT, 'electron/headless.ts'), '--data-dir', data, '--token', TOKEN, ...args]
  const child = spawn(process.execPath, all, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const stderr = text(child.stderr)
  const ended = once(child, 'close').then(async ([code]) => ({ code: code as number, stderr: await stderr }))
  return { child, ended }
}

async function ready({ child, ended }: ReturnType<typeof headless>) {
  const lines = createInterface({ input: child.stdout })
  const failed = ended.then(({ stderr }) => Promise.reject(new Error(stderr)))
  failed.catch(() => undefined)
  const [line] = (await Promise.race([once(lines, 'line'), failed])) as [string]
  const { url } = JSON.parse(line) as { url: string }
  return (path: string, body?: object) =>
    fetch(`${url}api/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

async function spoil(): Promise<void> {
  const file = await open(join(data, 'openlinear.db'), 'r+')
  const { size } = await file.stat()
  await file.write(Buffer.alloc(size - 4096, 0xa5), 0, size - 4096, 4096)
  await file.close()
}

test('a database that breaks while the host works ends it in words, and --restore brings the backup back', async () => {
  const first = headless()
  const call = await ready(first)
  const sample = await call('projects/sample', {})
  expect(sample.status).toBe(201)
  // More than SQLite keeps in memory.
  const { items } = (await (await call('projects')).json()) as { items: { id: string }[] }
  const projectId = items[0]?.id
  const count = 24
  for (let index = 0; index < count; index += 1) {
    const description = `${index} `.repeat(100_000).slice(0, 190_000)
    expect((await call('tasks', { projectId, title: `Long ${index}`, description })).status).toBe(201)
  }
  first.child.kill('SIGTERM')
  expect((await first.ended).code).toBe(0)
  await mkdir(join(data, 'backups'), { recursive: true })
  const backup = join(data, 'backups', '2026-01-02T03-04-05-678Z-daily.db')
  await copyFile(join(data, 'openlinear.db'), backup)

  const second = headless()
  const again = await ready(second)
  await spoil()
  for (let tries = 0; second.child.exitCode === null && tries < 20; tries += 1) {
    const answer = await again('tasks').catch(() => null)
    if (answer === null) break
    await answer.text()
  }
  const broken = await second.ended
  expect(broken.code).toBe(1)
  expect(broken.stderr).toContain('is damaged. OpenLinear ends here. Start it again')

  const third = await headless().ended
  expect(third.code).toBe(1)
  expect(third.stderr).toContain(`The newest good backup is of 2026-01-02 03:04 UTC: ${backup}`)
  expect(third.stderr).toContain(`npm run -s headless -- --data-dir ${data} --restore`)

  const restored = await headless('--restore').ended
  expect(restored).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^Restored 2026-01-02T03-04-05-678Z-daily\.db\. .* are lost\.\nThe old/),
  })
  expect(await readdir(data)).toContainEqual(expect.stringMatching(/^openlinear\.db\.damaged-/))
  expect(await headless('--restore').ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('The database is sound.'),
  })

  const last = headless()
  const tasks = (await (await (await ready(last))('tasks')).json()) as { items: { title: string }[] }
  expect(tasks.items.filter(({ title }) => title.startsWith('Long '))).toHaveLength(count)
  last.child.kill('SIGTERM')
  expect((await last.ended).code).toBe(0)
})
