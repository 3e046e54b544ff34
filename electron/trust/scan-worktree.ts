import { createHash } from 'node:crypto'
import { createReadStream, type Dirent } from 'node:fs'
import { readdir, readlink } from 'node:fs/promises'
import { HEAD_BYTES, HEADS_BYTES, type ScannedFile } from './content.ts'
import { obeyedFiles } from './obeyed.ts'

interface Found {
  path: string
  /** As the system knows it; a name need not be text. */
  location: Buffer
  kind: ScannedFile['kind']
  target: string | null
}

/** What counts of a folder as it is on the disk. No link is followed, and nothing but files is opened. */
export async function scanWorktree(folder: string, obeys: (path: string) => boolean): Promise<ScannedFile[]> {
  const within = Buffer.from(folder)
  let counted = obeyedFiles(await list(within, '', obeys), obeys)
  // A link may lead to what was passed over.
  if (counted.some(({ kind }) => kind === 'link')) {
    counted = obeyedFiles(await list(within, '', () => true), obeys)
  }
  const files: ScannedFile[] = []
  let left = HEADS_BYTES
  // One by one: there may be more of them than files can be open.
  for (const one of counted) {
    const file = await read(one, Math.min(HEAD_BYTES, left))
    files.push(file)
    left -= file.head.length
  }
  return files
}

/** @param looksInto whether a folder that is otherwise passed over has to be listed, by a path in it */
async function list(folder: Buffer, path: string, looksInto: (path: string) => boolean): Promise<Found[]> {
  let entries: Dirent<Buffer>[]
  try {
    entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && path !== '') return []
    // Nobody can tell what is in it, so it counts by its name.
    if (code === 'EACCES') return [{ path, location: folder, kind: 'other', target: null }]
    throw error
  }
  const found = await Promise.all(
    entries.map(async (entry): Promise<Found[]> => {
      const name = entry.name.toString('utf8')
      const inner = path === '' ? name : `${path}/${name}`
      const location = Buffer.concat([folder, Buffer.from('/'), entry.name])
      if (entry.isDirectory()) {
        return PASSED_OVER.has(name) && !looksInto(`${inner}/x`) ? [] : list(location, inner, looksInto)
      }
      if (!entry.isSymbolicLink()) {
        return [{ path: inner, location, kind: entry.isFile() ? 'file' : 'other', target: null }]
      }
      const target = await readlink(location, 'utf8').catch(nullIfGone)
      return target === null ? [] : [{ path: inner, location, kind: 'link', target }]
    }),
  )
  return found.flat()
}

/** Git's own folders, and packages other than those of the agent's program. */
const PASSED_OVER = new Set(['.git', 'node_modules'])

/** @param keep as many bytes of it at most */
async function read({ path, location, kind, target }: Found, keep: number): Promise<ScannedFile> {
  const hash = createHash('sha256')
  const head: Buffer[] = []
  let size = 0
  const take = (chunk: Buffer) => {
    hash.update(chunk)
    if (size < keep) head.push(chunk.subarray(0, keep - size))
    size += chunk.length
  }
  let as = kind
  if (target !== null) take(Buffer.from(target))
  else if (kind === 'file') {
    try {
      for await (const chunk of createReadStream(location)) take(chunk as Buffer)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EACCES' && code !== 'ENOENT') throw error
      as = 'other'
    }
  }
  return { path, kind: as, size, sha256: hash.digest('hex'), head: Buffer.concat(head) }
}

function nullIfGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'EINVAL') return null
  throw error
}
