import { t } from './strings/t.ts'

/** Why nobody reads a file line by line. */
export const GENERATED_WHYS = ['attribute', 'lockfile', 'minified', 'map', 'snapshot', 'vendored'] as const
export type GeneratedWhy = (typeof GENERATED_WHYS)[number]

const LOCKFILES = new Set(
  'package-lock.json npm-shrinkwrap.json pnpm-lock.yaml yarn.lock bun.lock bun.lockb deno.lock cargo.lock poetry.lock uv.lock pdm.lock pipfile.lock gemfile.lock composer.lock go.sum mix.lock pubspec.lock podfile.lock package.resolved packages.lock.json gradle.lockfile flake.lock .terraform.lock.hcl'.split(
    ' ',
  ),
)

const BY_NAME: readonly { why: GeneratedWhy; path: RegExp }[] = [
  { why: 'map', path: /\.(js|mjs|cjs|css)\.map$/ },
  { why: 'minified', path: /[.-]min\.(js|mjs|cjs|css)$/ },
  { why: 'snapshot', path: /(^|\/)__snapshots__\/|\.snap$/ },
  { why: 'vendored', path: /(^|\/)(node_modules|vendor\/(bundle|github\.com|golang\.org))\// },
]

/** Whether a file's name says that a program has written it, and which kind it is; null = it does not. */
export function generatedByName(path: string): GeneratedWhy | null {
  const lower = path.toLowerCase()
  if (LOCKFILES.has(lower.slice(lower.lastIndexOf('/') + 1))) return 'lockfile'
  return BY_NAME.find((one) => one.path.test(lower))?.why ?? null
}

/** What is said of such a file in the place of its diff. */
export function generatedWords(why: GeneratedWhy): string {
  const words: Record<GeneratedWhy, string> = {
    attribute: t('Generated, as .gitattributes says'),
    lockfile: t('A lock file'),
    minified: t('Minified code'),
    map: t('A source map'),
    snapshot: t('A snapshot of tests'),
    vendored: t('Code of others'),
  }
  return words[why]
}
