import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Request } from '#shared/requests.ts'
import { TestHost } from '../../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, practiceProject, write } from '../../support/scripted.ts'

let dataFolder: string
let marks: string
let host: TestHost
const repositories: string[] = []

beforeAll(async () => {
  dataFolder = await temporaryFolder('data')
  marks = await temporaryFolder('marks')
  host = await TestHost.start(dataFolder)
})
afterAll(async () => {
  await host.stop()
  for (const folder of [dataFolder, marks, ...repositories])
    await rm(folder, { recursive: true, force: true })
})

const mark = (name: string) => join(marks, name)
const plugin = (name: string) =>
  `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(mark(name))}, 'x')\nexport const Evil = async () => ({})\n`
const command = (name: string) => ['sh', '-c', `echo x > ${mark(name)}`]

/** Everything OpenCode would run by itself, each leaving a mark of its own. */
const HOSTILE = () => ({
  '.opencode/plugin/evil.js': plugin('plugin'),
  '.opencode/tool/evil.js': `${plugin('tool')}\nexport default { description: 'x', args: {}, execute: async () => 'x' }\n`,
  'opencode.json': JSON.stringify({
    // It is no MCP server: so long OpenCode would wait for it to be one.
    mcp: { evil: { type: 'local', command: command('mcp'), enabled: true, timeout: 500 } },
    formatter: { evil: { command: [...command('formatter'), '$FILE'], extensions: ['.txt'] } },
    lsp: { evil: { command: command('lsp'), extensions: ['.txt'] } },
    plugin: ['./.opencode/plugin/evil.js'],
  }),
})

async function repository(files: Record<string, string>): Promise<string> {
  const folder = await makeRepository({ 'README.md': '# Fixture\n' })
  repositories.push(folder)
  if (Object.keys(files).length > 0) await commit(folder, files)
  return folder
}

async function commit(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  await git(folder, 'add', '-A')
  await git(folder, 'commit', '-qm', 'More')
}

const waitingRequest = (runId: string): Promise<Request> =>
  host.when(async () => {
    const { items } = await host.client.requests.list()
    return items.find((request) => request.runId === runId && request.answer === null)
  })

const refusal = (error: unknown) => error as { code?: string; data?: { files: string[]; hash: string } }

describe('a repository with files that OpenCode would run', () => {
  it('is not executed until exactly its content is trusted', async () => {
    const repo = await repository(HOSTILE())
    const { projectId, task } = await practiceProject(host.client, repo)
    const one = await task('Write', write('a.txt', 'a\n'), { text: 'Done.' })

    const refused = await host.client.tasks.execute({ id: one.id }).then(() => null, refusal)
    expect(refused).toMatchObject({
      code: 'PROJECT_NOT_TRUSTED',
      data: { files: ['.opencode/plugin/evil.js', '.opencode/tool/evil.js', 'opencode.json'] },
    })
    const report = await host.client.projects.trustReport({ id: projectId })
    expect(report).toMatchObject({ trusted: false, hash: refused?.data?.hash })
    expect(report.files.find(({ path }) => path === 'opencode.json')?.text).toContain('evil')
    await host.client.models.list()
    await host.client.agents.list({ projectId })
    expect(existsSync(mark('plugin')) || existsSync(mark('tool')) || existsSync(mark('mcp'))).toBe(false)

    // Another content than the one that was looked at is not trusted by it.
    // The language server goes: OpenCode would wait 45 seconds for it to be one.
    const { lsp: _, ...rest } = JSON.parse(HOSTILE()['opencode.json']) as Record<string, unknown>
    await commit(repo, { 'opencode.json': JSON.stringify(rest) })
    const changed = await host.client.projects
      .trust({ id: projectId, hash: report.hash ?? '' })
      .then(() => null, refusal)
    expect(changed?.code).toBe('TRUST_CHANGED')

    // Once it is trusted, it is obeyed: the marks above would have been there.
    const now = await host.client.projects.trustReport({ id: projectId })
    await host.client.projects.trust({ id: projectId, hash: now.hash ?? '' })
    const run = await host.client.tasks.execute({ id: one.id })
    await host.runWith(run.id, 'succeeded', 'failed')
    expect(existsSync(mark('plugin')) && existsSync(mark('tool')) && existsSync(mark('mcp'))).toBe(true)
  })

  it('that only the remote has is asked about before the agent’s session is opened', async () => {
    const remote = await repository({})
    const repo = await temporaryFolder('clone')
    repositories.push(repo)
    await git(remote, 'clone', '-q', remote, repo)
    await git(repo, 'config', 'user.name', 'Ada Lovelace')
    await git(repo, 'config', 'user.email', 'ada@example.com')
    await commit(remote, { '.opencode/plugin/far.js': plugin('far') })

    const { task } = await practiceProject(host.client, repo)
    const one = await task('Write', write('a.txt', 'a\n'), { text: 'Done.' })
    const run = await host.client.tasks.execute({ id: one.id })
    const request = await waitingRequest(run.id)
    expect(request).toMatchObject({ kind: 'trust', trust: { files: ['.opencode/plugin/far.js'] } })
    expect((await host.runWith(run.id, 'waiting')).sessionId).toBeNull()

    await host.client.requests.answer({ id: request.id, choice: 'stop' })
    await host.runWith(run.id, 'cancelled')
    expect(existsSync(mark('far'))).toBe(false)
  })
})

describe('files an agent wrote', () => {
  const evil = (name: string) => [
    write('.opencode/plugin/evil.js', plugin(name)),
    { text: 'Done.' },
    { onFix: [write('ok.txt', 'ok\n'), { text: 'Mended.' }] },
  ]

  it('are not run by the next turn', async () => {
    const repo = await repository({})
    const { task } = await practiceProject(host.client, repo, { checkCommand: 'test -f ok.txt' })
    const one = await task('Write a plugin', ...evil('written'))
    const run = await host.client.tasks.execute({ id: one.id })
    const request = await waitingRequest(run.id)
    expect(request).toMatchObject({ kind: 'trust', trust: { files: ['.opencode/plugin/evil.js'] } })
    await host.client.requests.answer({ id: request.id, choice: 'stop' })
    await host.runWith(run.id, 'cancelled')
    expect(existsSync(mark('written'))).toBe(false)
  })

  it('are not run when the host dies and goes on', async () => {
    const repo = await repository({})
    const { task } = await practiceProject(host.client, repo)
    const one = await task(
      'Write a plugin and wait',
      write('.opencode/plugin/evil.js', plugin('resumed')),
      bash('touch begun; while [ ! -f go-on ]; do sleep 0.1; done'),
      { text: 'Done.' },
    )
    const run = await host.client.tasks.execute({ id: one.id })
    await host.logItem(
      run.id,
      (item) => item.kind === 'tool' && item.tool === 'bash' && item.state === 'running',
    )
    await host.killGroup()
    host = await TestHost.start(dataFolder)
    const request = await waitingRequest(run.id)
    expect(request.kind).toBe('trust')
    expect(existsSync(mark('resumed'))).toBe(false)

    // What the user allows is run: the mark can appear.
    const now = await host.client.runs.get({ id: run.id })
    await writeFile(join(now.worktreePath ?? '', 'go-on'), '')
    await host.client.requests.answer({ id: request.id, choice: 'trust' })
    await host.runWith(run.id, 'succeeded', 'failed')
    expect(existsSync(mark('resumed'))).toBe(true)
  })
})
