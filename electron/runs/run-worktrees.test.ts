import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeWorld, type World } from '../git/testing.ts'
import { OneByOne } from '../process/one-by-one.ts'
import { openStore, type Store } from '../store/store.ts'
import type { Engine } from './engine.ts'
import type { Gate } from './gate.ts'
import { type Orphan, RunWorktrees } from './run-worktrees.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trash } from './trash.ts'

let world: World
let store: Store
let repo: string
let worktrees: RunWorktrees

beforeEach(async () => {
  world = await makeWorld()
  repo = await world.repository()
  const folder = join(world.folder, 'data')
  await mkdir(folder)
  store = await openStore({ folder })
  const engine: Partial<Record<keyof Engine, unknown>> = {
    store,
    git: world.git,
    perTask: new OneByOne(),
    projects: { repoPath: async () => repo },
    settings: { stored: () => ({ trashRetentionDays: 30 }) },
    log: () => undefined,
  }
  // None of the other rooms is asked where there is nothing to keep.
  worktrees = new RunWorktrees(engine as Engine, {} as Scheduler, {} as Gate, {} as Trash)
})
afterEach(async () => {
  await store.close()
  await world.close()
})

const orphanAt = (commit: string): Orphan => ({
  item: 'branches/p/openlinear/x',
  projectId: 'p',
  path: null,
  branch: 'openlinear/x',
  withBranch: true,
  commit,
  identifier: null,
})

test('a branch of which nothing is to be kept goes only where it was looked at', async () => {
  const seen = await world.head(repo)
  await world.user(repo, 'branch', 'openlinear/x')
  const moved = await world.commit(repo, { 'a.txt': 'a\n' })
  await world.user(repo, 'branch', '--force', 'openlinear/x', moved)
  expect(await worktrees.putOrphanAway(orphanAt(seen))).toBeNull()
  expect(await world.head(repo, 'openlinear/x')).toBe(moved)
  expect(await worktrees.putOrphanAway(orphanAt(moved))).toBeNull()
  expect(await world.user(repo, 'branch', '--list', 'openlinear/x')).toBe('')
})
