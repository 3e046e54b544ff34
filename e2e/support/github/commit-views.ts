import type { FakeRepository } from './repository.ts'
import { repositoryApi, webOf } from './views.ts'

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00')

/** Commits as `git log` gives them for these arguments. */
export async function commitViews(repository: FakeRepository, ...what: string[]) {
  const text = await repository.git.git(['log', '-z', `--format=tformat:${FORMAT}%x00`, ...what])
  const api = repositoryApi(repository)
  const web = webOf(repository)
  // Eleven fields a commit: the last one ends with it.
  const fields = text.split('\0')
  const views = []
  for (let at = 0; at + 10 < fields.length; at += 11) {
    const [sha = '', tree = '', parents = '', an, ae, ad = '', cn, ce, cd = '', message = ''] = fields.slice(
      at,
      at + 10,
    )
    const url = `${api}/commits/${sha}`
    views.push({
      sha,
      node_id: sha,
      url,
      html_url: `${web}/commit/${sha}`,
      comments_url: `${url}/comments`,
      commit: {
        author: { name: an, email: ae, date: new Date(ad).toISOString() },
        committer: { name: cn, email: ce, date: new Date(cd).toISOString() },
        message: message.trimEnd(),
        tree: { sha: tree, url: `${api}/git/trees/${tree}` },
        url: `${api}/git/commits/${sha}`,
        comment_count: 0,
      },
      author: null,
      committer: null,
      parents: parents
        .split(' ')
        .filter(Boolean)
        .map((parent) => ({
          sha: parent,
          url: `${api}/commits/${parent}`,
          html_url: `${web}/commit/${parent}`,
        })),
    })
  }
  return views
}

const STATES: Record<string, string> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  T: 'changed',
  R: 'renamed',
  C: 'copied',
}

/** The files that differ between two commits. */
export async function fileViews(repository: FakeRepository, from: string, to: string) {
  const { git } = repository
  const range = ['-M', '--no-abbrev', '-z', from, to]
  const [raw, stat] = await Promise.all([
    git.git(['diff', '--raw', ...range]),
    git.git(['diff', '--numstat', ...range]),
  ])
  const counts = new Map<string, [number, number]>()
  const numbers = stat.split('\0')
  for (let at = 0; at < numbers.length; at += 1) {
    const [added, deleted, path] = (numbers[at] ?? '').split('\t')
    if (added === undefined || deleted === undefined) continue
    // A renamed file has both its names after it.
    const name = path === '' ? numbers[at + 2] : path
    if (path === '') at += 2
    if (name !== undefined) counts.set(name, [Number(added) || 0, Number(deleted) || 0])
  }
  const parts = raw.split('\0')
  const files = []
  for (let at = 0; at + 1 < parts.length; ) {
    const [, , , sha = '', state = 'M'] = (parts[at] ?? '').split(' ')
    const moved = state.startsWith('R') || state.startsWith('C')
    const previous = parts[at + 1] ?? ''
    const filename = moved ? (parts[at + 2] ?? '') : previous
    at += moved ? 3 : 2
    const [additions, deletions] = counts.get(filename) ?? [0, 0]
    const patch = await git.git(['diff', '-M', from, to, '--', ...(moved ? [previous] : []), filename])
    const hunks = patch.indexOf('\n@@')
    files.push({
      sha,
      filename,
      status: STATES[state[0] ?? ''] ?? 'changed',
      additions,
      deletions,
      changes: additions + deletions,
      blob_url: `${webOf(repository)}/blob/${to}/${filename}`,
      raw_url: `${webOf(repository)}/raw/${to}/${filename}`,
      contents_url: `${repositoryApi(repository)}/contents/${filename}?ref=${to}`,
      ...(hunks !== -1 && { patch: patch.slice(hunks + 1) }),
      ...(moved && { previous_filename: previous }),
    })
  }
  return files
}
