import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Gives folders that nobody else may enter. Whoever asks for one removes it.
 *
 * @param parent of this maker alone, emptied when it is first needed; null = the system's
 */
export function folderMaker(parent: string | null): () => Promise<string> {
  const place = parent ?? tmpdir()
  let emptied: Promise<void> | null = parent === null ? Promise.resolve() : null
  return async () => {
    // A host that was killed has left some. All wait until they are gone, or theirs would go with them.
    emptied ??= rm(place, { recursive: true, force: true }).catch((error: unknown) => {
      emptied = null
      throw error
    })
    await emptied
    await mkdir(place, { recursive: true, mode: 0o700 })
    return mkdtemp(join(place, 'openlinear-git-'))
  }
}
