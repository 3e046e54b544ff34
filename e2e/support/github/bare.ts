import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Person {
  name: string
  email: string
}

/** What a commit puts into files; null takes one away. */
export type Files = Record<string, string | Buffer | null>

/** GitHub's own committer of merges made by a button. */
const WEB_FLOW: Person = { name: 'GitHub', email: 'noreply@github.com' }

// What a push may not do is refused in GitHub's words. The stand-in itself moves refs without hooks.
const UPDATE_HOOK = `#!/bin/sh
case "$1" in refs/pull/*) echo "error: deny updating a hidden ref" >&2; exit 1;; esac
if grep -qxF "$1" "$GIT_DIR/protected" 2>/dev/null; then
  echo "error: GH006: Protected branch update failed for $1." >&2
  echo "error: Changes must be made through a pull request." >&2
  exit 1
fi
if [ -n "$REFUSE_WORKFLOWS" ]; then
  case "$3" in *[!0]*) new=$(git rev-list -1 "$3" --not --all -- .github/workflows);; esac
  if [ -n "$new" ]; then
    file=$(git diff-tree --root -r --no-commit-id --name-only "$new" -- .github/workflows | head -1)
    echo "refusing to allow $REFUSE_WORKFLOWS to create or update workflow \`$file\` without \`workflow\` scope" >&2
    exit 1
  fi
fi
`

/** A bare repository, and the git that a server does in it. */
export class Bare {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  static async create(folder: string, defaultBranch: string): Promise<Bare> {
    await mkdir(folder, { recursive: true })
    const bare = new Bare(folder)
    await bare.git(['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`])
    const settings: [string, string][] = [
      ['http.receivepack', 'true'],
      ['uploadpack.allowFilter', 'true'],
      ['uploadpack.allowAnySHA1InWant', 'true'],
      ['gc.auto', '0'],
      ['receive.autogc', 'false'],
    ]
    const config = settings.map(([key, value]) => {
      const [section, name] = key.split('.')
      return `[${section}]\n\t${name} = ${value}\n`
    })
    await writeFile(join(folder, 'config'), config.join(''), { flag: 'a' })
    await mkdir(join(folder, 'hooks'), { recursive: true })
    await writeFile(join(folder, 'hooks', 'update'), UPDATE_HOOK, { mode: 0o755 })
    return bare
  }

  /** @returns what it wrote, without the last newline; null when it ended with 1, which `mayFail` allows */
  async run(args: string[], options: { input?: string | Buffer; mayFail?: boolean; by?: Person } = {}) {
    const by = options.by ?? WEB_FLOW
    const child = spawn('git', args, {
      cwd: this.folder,
      env: {
        PATH: process.env['PATH'],
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: by.name,
        GIT_AUTHOR_EMAIL: by.email,
        GIT_COMMITTER_NAME: WEB_FLOW.name,
        GIT_COMMITTER_EMAIL: WEB_FLOW.email,
      },
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.stdin.on('error', (error) => err.push(Buffer.from(String(error))))
    child.stdin.end(options.input ?? '')
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    if (code === 1 && options.mayFail) return null
    if (code !== 0)
      throw new Error(`git ${args.join(' ')} ended with ${code}: ${Buffer.concat(err).toString()}`)
    return Buffer.concat(out).toString().replace(/\n$/, '')
  }

  async git(args: string[], options: { input?: string | Buffer; by?: Person } = {}): Promise<string> {
    return (await this.run(args, options)) ?? ''
  }

  /** Commits by branch. */
  async heads(): Promise<Map<string, string>> {
    const text = await this.git(['for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', 'refs/heads/'])
    return new Map(text.split('\n').flatMap((line) => (line ? [[line.slice(41), line.slice(0, 40)]] : [])))
  }

  async commitOf(name: string): Promise<string | null> {
    return this.run(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], { mayFail: true })
  }

  /** Writes a commit on top of a branch, which begins at `from`, or without a parent, when it is not there yet. */
  async commit(branch: string, files: Files, message: string, by: Person, from?: string): Promise<string> {
    const ref = `refs/heads/${branch}`
    const parent = (await this.commitOf(ref)) ?? (from === undefined ? null : await this.commitOf(from))
    const who = `${by.name} <${by.email}> ${Math.floor(Date.now() / 1000)} +0000`
    const data = (bytes: string | Buffer) => [`data ${Buffer.byteLength(bytes)}\n`, bytes, '\n']
    const stream = [
      `commit ${ref}\nmark :1\nauthor ${who}\ncommitter ${who}\n`,
      ...data(message),
      ...(parent === null ? [] : [`from ${parent}\n`]),
      ...Object.entries(files).flatMap(([path, content]) =>
        content === null ? [`D ${path}\n`] : [`M 100644 inline ${path}\n`, ...data(content)],
      ),
      'get-mark :1\ndone\n',
    ]
    const input = Buffer.concat(stream.map((part) => Buffer.from(part)))
    return this.git(['fast-import', '--quiet', '--done', '--cat-blob-fd=1'], { input })
  }

  /** Moves a ref, which must stand at `old`; null = it must not exist. */
  async move(ref: string, to: string, old?: string | null): Promise<void> {
    const expected = old === undefined ? [] : [old ?? '0'.repeat(40)]
    await this.git(['update-ref', ref, to, ...expected])
  }

  async isAncestor(one: string, other: string): Promise<boolean> {
    return (await this.run(['merge-base', '--is-ancestor', one, other], { mayFail: true })) !== null
  }

  async mergeBase(one: string, other: string): Promise<string | null> {
    return this.run(['merge-base', one, other], { mayFail: true })
  }

  async count(range: string): Promise<number> {
    return Number(await this.git(['rev-list', '--count', range]))
  }

  /** The tree of both together; null = they conflict. */
  async mergedTree(ours: string, theirs: string): Promise<string | null> {
    const out = await this.run(['merge-tree', '--write-tree', ours, theirs], { mayFail: true })
    return out === null ? null : (out.split('\n')[0] ?? null)
  }

  async commitTree(tree: string, parents: string[], message: string, by: Person): Promise<string> {
    const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])]
    return this.git(args, { input: message, by })
  }

  /** The commits of `head` that `base` has not, one by one on top of `base`; null = they conflict. */
  async rebased(base: string, head: string): Promise<string | null> {
    const list = await this.git(['rev-list', '--reverse', '--no-merges', `${base}..${head}`])
    let top = base
    for (const sha of list.split('\n').filter(Boolean)) {
      // A picked commit is a merge whose common ancestor is its parent: so the other side gets that parent too.
      const side = await this.commitTree(`${top}^{tree}`, [`${sha}^`], randomUUID(), WEB_FLOW)
      const tree = await this.mergedTree(side, sha)
      if (tree === null) return null
      const [name = '', email = '', ...message] = (
        await this.git(['show', '-s', '--format=%an%n%ae%n%B', sha])
      ).split('\n')
      top = await this.commitTree(tree, [top], message.join('\n'), { name, email })
    }
    return top
  }
}
