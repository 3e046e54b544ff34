import { execFileSync } from 'node:child_process'
import { chmod, link, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { measure } from './measure.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-measure-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What `du` says, in bytes. */
const du = (path: string) =>
  Number(execFileSync('du', ['-sx', '--block-size=1', path], { encoding: 'utf8' }).split('\t')[0])

test('says what du says: of links, holes, strange names and files with two names', async () => {
  for (let number = 0; number < 30; number += 1) {
    await mkdir(join(folder, `${number}`, 'a "b"\n', 'ü 箱 \u202e'), { recursive: true })
    await writeFile(join(folder, `${number}`, 'file'), 'x'.repeat(number * 1000))
  }
  await link(join(folder, '7', 'file'), join(folder, '8', 'again'))
  await symlink('/', join(folder, 'root'))
  await symlink(folder, join(folder, 'self'))
  execFileSync('truncate', ['-s', '1G', join(folder, 'hole')])
  const found = await measure([folder])
  expect(found.bytes).toBe(du(folder))
  expect(found.bytes).toBeLessThan(10_000_000)
  expect(found).toMatchObject({ files: 30 + 3, unreadable: [] })
})

test('counts a file with two names once in all measurements of one look', async () => {
  await mkdir(join(folder, 'a'))
  await mkdir(join(folder, 'b'))
  await writeFile(join(folder, 'a', 'file'), 'x'.repeat(100_000))
  await link(join(folder, 'a', 'file'), join(folder, 'b', 'file'))
  const seen = new Set<string>()
  const [one, two] = [
    await measure([join(folder, 'a')], { seen }),
    await measure([join(folder, 'b')], { seen }),
  ]
  expect(one.bytes).toBeGreaterThan(100_000)
  expect(two.bytes).toBeLessThan(100_000)
})

test('what is gone is fine, and a time of the future counts for nothing', async () => {
  await writeFile(join(folder, 'later'), '')
  await utimes(join(folder, 'later'), new Date(), new Date(Date.now() + 1e10))
  await writeFile(join(folder, 'then'), '')
  await utimes(join(folder, 'then'), new Date(5000), new Date(5000))
  expect(await measure([join(folder, 'nowhere'), folder])).toMatchObject({ files: 2, changedAt: 5000 })
  expect(await measure([join(folder, 'nowhere')])).toEqual({
    bytes: 0,
    files: 0,
    changedAt: 0,
    unreadable: [],
  })
})

test('lets go at once when it is told to, and the host goes on meanwhile', async () => {
  for (let number = 0; number < 50; number += 1) {
    await mkdir(join(folder, `${number}`))
    await Promise.all(
      Array.from({ length: 40 }, (_, file) => writeFile(join(folder, `${number}`, `${file}`), '')),
    )
  }
  const controller = new AbortController()
  let files = 0
  let turns = 0
  const ticking = setInterval(() => (turns += 1), 0)
  const measuring = measure([folder], {
    signal: controller.signal,
    onFile: () => {
      files += 1
      if (files === 1000) controller.abort()
    },
  })
  await expect(measuring).rejects.toThrow(/abort/i)
  clearInterval(ticking)
  expect(files).toBeLessThan(1100)
  expect(turns).toBeGreaterThan(3)
})

/** Who may read everything sees no closed folder. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

test.skipIf(process.platform === 'win32')('tells what may not be read, and measures the rest', async () => {
  await mkdir(join(folder, 'open', 'closed'), { recursive: true })
  await writeFile(join(folder, 'open', 'closed', 'file'), '')
  await writeFile(join(folder, 'open', 'file'), '')
  await chmod(join(folder, 'open', 'closed'), 0)
  await chmod(folder, 0o755)
  const script = `
    import { measure } from ${JSON.stringify(join(import.meta.dirname, 'measure.ts'))}
    console.log(JSON.stringify(await measure([process.argv[1]])))`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script, folder], {
    ...nobody,
    encoding: 'utf8',
  })
  await chmod(join(folder, 'open', 'closed'), 0o755)
  expect(JSON.parse(said)).toMatchObject({ files: 1, unreadable: [join(folder, 'open', 'closed')] })
})
