import type { Runner } from './run-git.ts'

export interface Setting {
  /** Of the repository, where an agent may have written it; else the user's. */
  isOwn: boolean
  /** With section and name in lower case: `http.https://Example.com/.proxy`. */
  key: string
  /** null = it stands there without one, which means true. */
  value: string | null
}

/** All settings that count in a folder, in the order in which git reads them. */
export async function settingsIn(git: Runner, cwd: string): Promise<Setting[]> {
  const args = ['config', '--null', '--show-scope', '--list']
  const { stdout } = await git.run({ cwd, args, channel: null })
  const parts = stdout.toString('utf8').split('\0')
  const settings: Setting[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [scope = '', entry = ''] = [parts[at], parts[at + 1]]
    // What we have set ourselves for this question.
    if (scope === 'command') continue
    const end = entry.indexOf('\n')
    const isOwn = scope === 'local' || scope === 'worktree'
    const key = end === -1 ? entry : entry.slice(0, end)
    settings.push({ isOwn, key, value: end === -1 ? null : entry.slice(end + 1) })
  }
  return settings
}

/** What counts of a setting that has one value; null = it is not set, or has none. */
export const valueOf = (settings: readonly Setting[], key: string): string | null =>
  settings.findLast((setting) => setting.key === key)?.value ?? null

/** A file of settings, as git reads it. */
export function configFile(settings: readonly Pick<Setting, 'key' | 'value'>[]): string {
  return settings
    .map(({ key, value }) => {
      const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')]
      const section = key.slice(0, first)
      const part = first === last ? '' : ` "${escaped(key.slice(first + 1, last))}"`
      const name = key.slice(last + 1)
      return `[${section}${part}]\n\t${name}${value === null ? '' : ` = "${escaped(value)}"`}\n`
    })
    .join('')
}

const escaped = (text: string) => text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)
