import type { DiffFile } from '#shared/runs.ts'

/** A folder's line, or a file's, of the changed files in tree order. */
export type TreeLine =
  | { kind: 'folder'; path: string; name: string; depth: number }
  | { kind: 'file'; file: DiffFile; name: string; depth: number }

type Folder = { name: string; path: string; folders: Map<string, Folder>; files: DiffFile[] }

const fileName = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** Changed files as a tree; folders with a single child folder share its line (`src/server/routes`). */
export function fileTree(files: readonly DiffFile[]): TreeLine[] {
  const root: Folder = { name: '', path: '', folders: new Map(), files: [] }
  for (const file of files) {
    let folder = root
    for (const name of file.path.split('/').slice(0, -1)) {
      let next = folder.folders.get(name)
      if (!next) {
        const path = folder.path === '' ? name : `${folder.path}/${name}`
        next = { name, path, folders: new Map(), files: [] }
        folder.folders.set(name, next)
      }
      folder = next
    }
    folder.files.push(file)
  }
  const lines: TreeLine[] = []
  const walk = (folder: Folder, depth: number) => {
    for (let sub of [...folder.folders.values()].sort((a, b) => a.name.localeCompare(b.name))) {
      let name = sub.name
      while (sub.files.length === 0 && sub.folders.size === 1) {
        sub = [...sub.folders.values()][0] as Folder
        name += `/${sub.name}`
      }
      lines.push({ kind: 'folder', path: sub.path, name, depth })
      walk(sub, depth + 1)
    }
    for (const file of folder.files.sort((a, b) => a.path.localeCompare(b.path))) {
      lines.push({ kind: 'file', file, name: fileName(file.path), depth })
    }
  }
  walk(root, 0)
  return lines
}

/** Files in the order of {@link fileTree}: list and diffs are read alike. */
export const inTreeOrder = (files: readonly DiffFile[]): DiffFile[] =>
  fileTree(files).flatMap((line) => (line.kind === 'file' ? [line.file] : []))

/** Files whose path holds every word of the query. */
export function filterFiles(files: readonly DiffFile[], query: string): DiffFile[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...files]
  return files.filter((file) => {
    const path = `${file.path} ${file.oldPath ?? ''}`.toLowerCase()
    return words.every((word) => path.includes(word))
  })
}
