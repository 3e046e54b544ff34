import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '#shared/runs.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, practiceProject, scripted, write } from '../../support/scripted.ts'
import { Board } from './board.ts'
import { commitFiles } from './odd-repositories.ts'

/** Spaces, quotes, a dash in front, emoji, a right-to-left override and what a shell would obey. */
const ODD = `-rf "it's" $(touch ran) 👩‍👩‍👧 \u202eabc`
const ODD_FILE = `${ODD}\nnew.txt`

let board: Board
const made: string[] = []

beforeAll(async () => {
  board = await Board.start()
  await board.client.settings.update({ parallelLimit: 6 })
})
afterAll(async () => {
  await board.close()
  for (const path of made) await rm(path, { recursive: true, force: true })
})

const repository = async (files?: Record<string, string>) => {
  const repo = await makeRepository(files)
  made.push(repo)
  return repo
}

async function carriedOut({ id }: { id: string }): Promise<Run> {
  const { id: runId } = await board.client.tasks.execute({ id })
  const run = await board.host.runWith(runId, 'succeeded', 'failed', 'waiting')
  expect(run).toMatchObject({ status: 'succeeded', failure: null })
  return run
}

it.concurrent('odd names of folder, branch, files, task and copied files go through a whole run', async () => {
  const outer = await temporaryFolder('names')
  made.push(outer)
  const repo = join(outer, `${ODD}\n`)
  await mkdir(repo)
  const base = `feature/"it's"-😀-\u200f$(touch;ran)`
  await git(repo, 'init', '--quiet', `--initial-branch=${base}`)
  await git(repo, 'config', 'user.name', 'Ada "Quote" Lovelace')
  await git(repo, 'config', 'user.email', 'ada@example.com')
  await commitFiles(repo, { [ODD_FILE]: 'tracked\n', 'README.md': '# Odd\n' })
  await git(repo, 'checkout', '--quiet', '-b', 'elsewhere')
  await writeFile(join(repo, `-${ODD}.env`), 'SECRET=1\n')
  const { projectId } = await practiceProject(board.client, repo, {
    name: ODD,
    defaultBranch: base,
    copyFiles: [`-${ODD}.env`],
    setupCommand: `test -f ./*.env && printf '%s' "$PWD" > where.tmp`,
  })
  const title = `Write "it's" -rf $(touch ran) \`x\` 😀\u202e`
  const script = [
    write(`-${ODD_FILE}`, 'made\n'),
    write(ODD_FILE, 'changed\n'),
    bash(`rm where.tmp; printf 'x' > '-f'`),
    { text: 'Done.' },
  ]
  const task = await board.client.tasks.create({ projectId, title, description: scripted(...script) })
  expect(task.title).toBe(title)
  const run = await carriedOut(task)
  const { files } = await board.client.runs.diff({ id: run.id })
  expect(files.map(({ path }) => path).sort()).toEqual([`-${ODD_FILE}`, '-f', ODD_FILE].sort())
  const { commit } = await board.client.runs.merge({ id: run.id })
  expect(await git(repo, 'rev-parse', base)).toBe(commit)
  expect(await git(repo, 'show', `${commit}:${ODD_FILE}`)).toBe('changed')
  expect(await git(repo, 'log', '-1', '--format=%s', run.headCommit ?? '')).toContain(title)
  expect(await git(repo, 'status', '--porcelain', '-z')).toBe(`?? -${ODD}.env\0`)
  expect(existsSync(join(repo, 'ran'))).toBe(false)
})

describe('a branch of the user’s in the way of ours', () => {
  const cases: [what: string, theirs: (slug: string) => string, ours: (slug: string) => string][] = [
    ['the same name', (slug) => `openlinear/${slug}`, (slug) => `openlinear/${slug}-2`],
    [
      'the same name in capitals',
      (slug) => `OpenLinear/${slug.toUpperCase()}`,
      (slug) => `openlinear/${slug}-2`,
    ],
    ['a folder of that name', (slug) => `openlinear/${slug}/deep`, (slug) => `openlinear/${slug}-2`],
    ['“openlinear” itself', () => 'openlinear', (slug) => `openlinear-${slug}`],
    ['“OpenLinear” itself', () => 'OpenLinear', (slug) => `openlinear-${slug}`],
  ]
  it.concurrent.each(cases)(
    '%s: theirs stays, ours takes another, and is kept when discarded',
    async (_what, theirs, ours) => {
      const repo = await repository()
      const { task } = await practiceProject(board.client, repo)
      const given = await task('Taken', write('made.txt', 'made\n'), { text: 'Done.' })
      const slug = given.identifier.toLowerCase()
      await git(repo, 'branch', theirs(slug))
      const run = await carriedOut(given)
      expect(run.branch).toBe(ours(slug))
      expect(await git(repo, 'rev-parse', theirs(slug))).toBe(await git(repo, 'rev-parse', 'main'))

      await board.client.runs.discard({ id: run.id })
      expect(await git(repo, 'branch', '--list', ours(slug))).toBe('')
      const { items } = await board.client.trash.list()
      const entry = items.find(({ runId }) => runId === run.id)
      expect(entry).toMatchObject({ commit: run.headCommit })
      const restored = await board.client.trash.restore({ id: entry?.id ?? '' })
      expect(await git(repo, 'show', `${restored.branch}:made.txt`)).toBe('made')
    },
  )
})

it.concurrent('files whose names differ in letter case alone stay apart', async () => {
  const repo = await repository({ 'Case.txt': 'upper\n', 'case.txt': 'lower\n' })
  const { task } = await practiceProject(board.client, repo)
  const run = await carriedOut(
    await task('Case', write('case.txt', 'changed\n'), write('CASE.txt', 'new\n'), { text: 'Done.' }),
  )
  const { files } = await board.client.runs.diff({ id: run.id })
  expect(files.map(({ path, status }) => `${status} ${path}`).sort()).toEqual([
    'added CASE.txt',
    'modified case.txt',
  ])
  await board.client.runs.merge({ id: run.id, moveCheckout: true })
  expect(await readFile(join(repo, 'Case.txt'), 'utf8')).toBe('upper\n')
  expect(await readFile(join(repo, 'case.txt'), 'utf8')).toBe('changed\n')
})

it('a description as long as may be reaches the agent whole', async () => {
  const repo = await repository()
  const { projectId } = await practiceProject(board.client, repo)
  const script = scripted(write('long.txt', 'x\n'), { text: 'Done.' })
  const description = `${script}${'word '.repeat(40_000)}`.slice(0, 199_999)
  const task = await board.client.tasks.create({ projectId, title: 'Long', description })
  expect((await board.client.tasks.get({ id: task.id })).description).toBe(description)
  const run = await carriedOut(task)
  expect(run.prompt).toContain(description.trim())
})

describe('names on the board', () => {
  let projectId: string
  beforeAll(async () => {
    projectId = (await practiceProject(board.client, await repository(), { name: 'Names', key: 'NAM' }))
      .projectId
  })
  const titles: [what: string, given: string, kept: string][] = [
    ['quotes, a dash and emoji', `-rf "q" 'x' 👩‍👩‍👧`, `-rf "q" 'x' 👩‍👩‍👧`],
    ['marks for right-to-left text', 'a\u200fb\u202ec\u202c', 'a\u200fb\u202ec\u202c'],
    ['line breaks and tabs', ' a\r\nb\tc\u2028d ', 'a b c d'],
    ['control characters', 'a\u001b[31mb\u0085c', 'a [31mb c'],
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ]
  it.each(titles)('a title with %s is kept on one line', async (_what, given, kept) => {
    const { id } = await board.client.tasks.create({ projectId, title: given })
    expect((await board.client.tasks.get({ id })).title).toBe(kept)
    await board.client.tasks.update({ id, title: 'Another' })
    expect((await board.client.tasks.update({ id, title: given })).title).toBe(kept)
  })

  const unseen = ['', ' \n', '\u200b', '\u202e', '\u00ad\u2060', '\u3164']
  it.each(unseen)('a name nobody can see is none: %j', async (name) => {
    const says = /needs a (title|name)/
    const none = { status: 400, code: 'BAD_REQUEST', says }
    await board.refuses(() => board.call('POST', '/api/tasks', { projectId, title: name }), none)
    await board.refuses(() => board.call('POST', '/api/labels', { name }), none)
    await board.refuses(() => board.call('PATCH', `/api/projects/${projectId}`, { name }), none)
  })

  it('labels that people take for the same are the same', async () => {
    const label = await board.client.labels.create({ name: 'Ärger' })
    const taken = { status: 409, code: 'CONFLICT', says: /a label Ärger already/ }
    for (const name of ['Ärger', 'ärger', 'ÄRGER', 'A\u0308rger', ' Ärger\n'])
      await board.refuses(() => board.call('POST', '/api/labels', { name }), taken)
    const other = await board.client.labels.create({ name: 'other' })
    await board.refuses(() => board.call('PATCH', `/api/labels/${other.id}`, { name: 'ÄRGER' }), taken)
    expect(await board.client.labels.update({ id: label.id, name: 'ärger' })).toMatchObject({ name: 'ärger' })
  })

  it('project keys that differ in letter case cannot be', async () => {
    const repo = await repository()
    const add = (key: string) => () => board.call('POST', '/api/projects', { localPath: repo, key })
    await board.refuses(add('NAM'), { status: 409, code: 'CONFLICT', says: /Choose another one/ }, repo)
    for (const key of ['nam', 'N', 'N-M', '1AB', 'ÄB', 'N\n'].filter((one) => one !== 'N'))
      await board.refuses(add(key), { status: 400, code: 'BAD_REQUEST', says: /capital letters/ }, repo)
  })

  const inside = { status: 400, code: 'BAD_REQUEST', says: /copyFiles\.0: / }
  const paths = [
    '../x',
    '/etc/passwd',
    'a/../../b',
    'x\\..\\y',
    '.',
    './',
    '',
    '.git',
    '.GIT/config',
    'a/.git/hooks',
    'a\0b',
  ]
  it.each(paths)('a copied file that leaves the repository is refused: %j', async (path) => {
    await board.refuses(
      () => board.call('PATCH', `/api/projects/${projectId}`, { copyFiles: [path] }),
      inside,
    )
  })

  it('an empty command is none', async () => {
    const { body } = await board.call('PATCH', `/api/projects/${projectId}`, {
      setupCommand: ' \n',
      checkCommand: '',
    })
    expect(body).toMatchObject({ setupCommand: null, checkCommand: null })
  })
})
