/** What some file systems take for the same name: other cases of letters, invisible characters, dots at the end. */
const plain = (name: string) =>
  name
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[. ]+$/, '')
    .toLowerCase()

/** The short names Windows makes of `.opencode` and `opencode.json`. */
const SHORT = /^openco~\d/

/**
 * Whether OpenCode would run or obey a file of a repository: every `opencode.json(c)`, and everything in a
 * `.opencode` folder, be it a link or a file itself. `path` is relative, with slashes.
 *
 * What OpenCode 1.18.33 itself puts into a repository's `.opencode` (measured; nothing where there is no such
 * folder at the root, nothing in folders of that name deeper down):
 * - always `.gitignore`, which it never reads: left out here.
 * - with access to packages (`npm_config_offline` not set) also `package.json` (or `@opencode-ai/plugin` among
 *   the dependencies of the one there), `package-lock.json` and `node_modules/`. A plugin imports from
 *   there, so these count; the config guard takes away what OpenCode has added.
 */
export function obeys(path: string): boolean {
  if (path === '.opencode/.gitignore') return false
  const names = path.split('/').map(plain)
  const last = names.at(-1) ?? ''
  return /^opencode\.jsonc?$/.test(last) || names.some((name) => name === '.opencode' || SHORT.test(name))
}
