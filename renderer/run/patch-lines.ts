import { commonEnds } from '../ui/common-ends.ts'

/** One line of a small diff: added, deleted, context, or the gap between two hunks. */
export type PatchLine = { type: 'add' | 'del' | 'ctx' | 'gap'; text: string }

export type FilePatch = { path: string; lines: PatchLine[]; additions: number; deletions: number }

const stripPrefix = (path: string) => path.replace(/^[ab]\//, '').replace(/\t.*$/, '')

/** Reads a unified diff of one or several files (`git diff`, or jsdiff's `Index:` form) for display. */
export function parsePatch(patch: string): FilePatch[] {
  const files: FilePatch[] = []
  let file: FilePatch | null = null
  let inHunk = false
  let oldLeft = 0
  let newLeft = 0
  let oldPath = ''
  const open = (path: string) => {
    file = { path, lines: [], additions: 0, deletions: 0 }
    files.push(file)
    inHunk = false
  }
  const lines = patch.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) {
    const current = file as FilePatch | null
    if (inHunk && current && (oldLeft > 0 || newLeft > 0)) {
      const mark = line[0]
      if (mark === '+') {
        current.lines.push({ type: 'add', text: line.slice(1) })
        current.additions += 1
        newLeft -= 1
        continue
      }
      if (mark === '-') {
        current.lines.push({ type: 'del', text: line.slice(1) })
        current.deletions += 1
        oldLeft -= 1
        continue
      }
      if (mark === ' ' || mark === undefined) {
        current.lines.push({ type: 'ctx', text: line.slice(1) })
        oldLeft -= 1
        newLeft -= 1
        continue
      }
      if (mark === '\\') continue
      inHunk = false
    }
    if (line.startsWith('diff --git ')) {
      open(stripPrefix(/ b\/(.+)$/.exec(line)?.[1] ?? ''))
    } else if (line.startsWith('Index: ')) {
      open(line.slice('Index: '.length).trim())
    } else if (line.startsWith('--- ')) {
      oldPath = stripPrefix(line.slice(4).trim())
      if (!current || current.lines.length > 0) open(oldPath)
    } else if (line.startsWith('+++ ')) {
      const path = stripPrefix(line.slice(4).trim())
      const target = file as FilePatch | null
      if (target) target.path = path === '/dev/null' ? oldPath : path
    } else if (line.startsWith('@@')) {
      const match = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line)
      if (!match) continue
      if (!current) open('')
      const target = file as FilePatch | null
      if (!target) continue
      if (target.lines.length > 0) target.lines.push({ type: 'gap', text: '' })
      inHunk = true
      oldLeft = match[1] === undefined ? 1 : Number(match[1])
      newLeft = match[2] === undefined ? 1 : Number(match[2])
    }
  }
  return files
}

const lineList = (text: string) => {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** What an edit will do, read from its input alone: shown while it runs and when no patch was recorded. */
export function patchFromInput(path: string, before: string, after: string): FilePatch {
  const old = before === '' ? [] : lineList(before)
  const next = after === '' ? [] : lineList(after)
  const { head, tail } = commonEnds(old, next)
  const lines: PatchLine[] = []
  for (const text of old.slice(0, head)) lines.push({ type: 'ctx', text })
  for (const text of old.slice(head, old.length - tail)) lines.push({ type: 'del', text })
  for (const text of next.slice(head, next.length - tail)) lines.push({ type: 'add', text })
  for (const text of old.slice(old.length - tail)) lines.push({ type: 'ctx', text })
  return {
    path,
    lines,
    additions: next.length - tail - head,
    deletions: old.length - tail - head,
  }
}
