import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '#electron/launch/root.ts'
import { TestHost } from '../../support/host.ts'
import { git } from '../../support/repository.ts'
import { bash } from '../../support/scripted.ts'
import { once, stageOn, toolIs, WORK } from '../agent.ts'
import type { Scenario, World } from '../scenario.ts'
import { backUpNow } from './database-support.ts'
import { inReview, setFreeStage, succeeds, work, worktreeOf } from './world-support.ts'

const execute = promisify(execFile)

async function damage({ dataFolder }: World): Promise<void> {
  const file = await open(join(dataFolder, 'openlinear.db'), 'r+')
  const { size } = await file.stat()
  await file.write(Buffer.alloc(size - 4096, 0xa5), 0, size - 4096, 4096)
  await file.close()
}

const restore = ({ dataFolder }: World) =>
  execute(process.execPath, [join(ROOT, 'electron/headless.ts'), '--data-dir', dataFolder, '--restore'])

export const scenarios: Scenario[] = [
  {
    name: 'database-restored',
    what: 'the database is damaged and restored to a moment when one run worked and others were in review; meanwhile one was merged, one discarded, one begun: all end, no work is lost',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      const [merged, discarded] = await inReview(stage, ['merged', 'discarded'])
      assert.ok(merged && discarded)
      const running = await stage.start('Running', once, bash('sleep 3'), ...WORK.slice(1))
      await toolIs(stage, running, 'completed')
      backUpNow(world)

      // What the backup does not know.
      await host.client.runs.merge({ id: merged.id })
      await writeFile(join(worktreeOf(discarded), 'users.txt'), 'of the user\n')
      await host.client.runs.discard({ id: discarded.id })
      await succeeds(host, running)
      const unknown = await succeeds(host, await stage.start('Unknown', ...work('unknown')))
      await host.stop()
      await damage(world)
      await assert.rejects(TestHost.start(world.dataFolder), /is damaged/)
      const { stderr } = await restore(world)
      assert.match(stderr, /Restored .*-daily\.db/)

      const next = stageOn(world, await world.start(), stage.project)
      await succeeds(next.host, running)
      const { items } = await next.host.client.runs.list()
      assert.ok(!items.some(({ id }) => id === unknown.id))
      // Found to be merged, and swept.
      await next.host.when(async () => {
        const { mergedCommit, worktreePath } = await next.host.client.runs.get({ id: merged.id })
        return mergedCommit !== null && worktreePath === null ? true : undefined
      })
      // What was discarded is in review again; discarding it keeps what was kept.
      await next.host.client.runs.discard({ id: discarded.id })
      const { branch } = await next.host.client.trash.restore({ id: discarded.id })
      assert.equal(await git(world.repo, 'show', `${branch}:users.txt`), 'of the user')
      // What nobody knows is left alone, and told.
      assert.ok(existsSync(join(worktreeOf(unknown), 'unknown.txt')))
      assert.ok(next.host.stderr.join('').includes(worktreeOf(unknown)), 'the log does not name the worktree')
      assert.ok((await readdir(world.dataFolder)).some((name) => name.includes('.damaged-')))
      // A new run of a name that was used meanwhile ends well too.
      await succeeds(next.host, await next.start('Again', ...work('again')))

      await git(world.repo, 'worktree', 'remove', '--force', '--force', worktreeOf(unknown))
      for (const name of [branch, unknown.branch ?? '']) await git(world.repo, 'branch', '-D', name)
    },
  },
]
