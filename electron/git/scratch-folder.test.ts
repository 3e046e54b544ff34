import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderMaker } from './scratch-folder.ts'

it('what a killed host has left is removed first, and nothing of those who ask at the same time', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'scratch-'))
  try {
    const place = join(parent, 'git')
    for (let left = 0; left < 50; left++) {
      await mkdir(join(place, `openlinear-git-${left}`, 'refs'), { recursive: true })
      await writeFile(join(place, `openlinear-git-${left}`, 'config'), 'of the last host')
    }
    const makeFolder = folderMaker(place)
    const folders = await Promise.all(Array.from({ length: 20 }, () => makeFolder()))
    expect((await readdir(place)).map((name) => join(place, name)).sort()).toEqual(folders.sort())
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
})
