import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestHost } from '../../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { scripted, write } from '../../support/scripted.ts'

/** Stands for ssh and the far machine: drops options and host, and runs what git wanted run there. */
const SSH = `#!/bin/sh
while [ $# -gt 1 ]; do shift; done
case "$1" in *slow*) echo begun > "$0.begun"; sleep 600;; esac
exec sh -c "$1"
`

let dataFolder: string
let upstream: string
let host: TestHost

beforeAll(async () => {
  dataFolder = await temporaryFolder('data')
  upstream = await makeRepository()
  const ssh = join(dataFolder, 'ssh.sh')
  await writeFile(ssh, SSH, { mode: 0o755 })
  host = await TestHost.start(dataFolder, { GIT_SSH_COMMAND: ssh, GIT_SSH_VARIANT: 'simple' })
})
afterAll(async () => {
  await host.stop()
  await rm(dataFolder, { recursive: true, force: true })
  await rm(upstream, { recursive: true, force: true })
})

it('a repository is cloned, worked on, and each run starts from what the remote has by then', async () => {
  const made = await host.client.projects.create({
    cloneUrl: `ssh://git@code.example${upstream}`,
    name: 'Cloned',
    model: 'practice/scripted',
  })
  expect(made.state).toBe('cloning')
  const project = await host.when(async () => {
    const now = await host.client.projects.get({ id: made.id })
    return now.state === 'cloning' ? undefined : now
  })
  expect(project).toMatchObject({ state: 'ready', defaultBranch: 'main', error: null, cloneProgress: null })

  const execute = async (title: string) => {
    const description = scripted(write(`${title}.txt`, 'x\n'), { text: 'Done.' })
    const task = await host.client.tasks.create({ projectId: project.id, title, description })
    const { id } = await host.client.tasks.execute({ id: task.id })
    return host.runWith(id, 'succeeded', 'failed')
  }
  const first = await execute('one')
  expect(first).toMatchObject({ status: 'succeeded', baseCommit: await git(upstream, 'rev-parse', 'main') })

  await git(upstream, 'commit', '--quiet', '--allow-empty', '-m', 'Meanwhile')
  const second = await execute('two')
  expect(second.baseCommit).toBe(await git(upstream, 'rev-parse', 'main'))
  expect(second.baseCommit).not.toBe(first.baseCommit)
})

it('a clone under way can be cancelled, and leaves nothing', async () => {
  const { id } = await host.client.projects.create({ cloneUrl: 'ssh://git@code.example/slow/one.git' })
  const { repoPath } = await host.client.projects.get({ id })
  await expect.poll(() => existsSync(join(dataFolder, 'ssh.sh.begun')), { timeout: 10_000 }).toBe(true)
  await host.client.projects.cancelClone({ id })
  await expect(host.client.projects.get({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(existsSync(repoPath)).toBe(false)
})

it('a clone that fails says why', async () => {
  const { id } = await host.client.projects.create({ cloneUrl: 'ssh://git@code.example/nowhere/none.git' })
  const project = await host.when(async () => {
    const now = await host.client.projects.get({ id })
    return now.state === 'cloning' ? undefined : now
  })
  expect(project.state).toBe('error')
  expect(project.error).toMatch(/nowhere\/none\.git|repository/)
})
