import { cp, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser'
import { withoutKeys } from './credentials.ts'
import { isMap } from './is-map.ts'
import { deniedBy, type PermissionRule } from './permission.ts'

/** The user's own OpenCode configuration. It is read and never written. */
export interface UserConfig {
  /** All files merged; what the copy leaves out is in here too. */
  merged: Record<string, unknown>
  /** API keys of the user's own OpenCode credentials, by provider. Sign-ins are left out: they rotate. */
  keys: Record<string, string>
  denied: PermissionRule[]
  /** Sentences about files that could not be read. */
  problems: string[]
}

/** Where a user keeps it, by the environment. */
export function userFolders(env: NodeJS.ProcessEnv) {
  const home = env.HOME ?? homedir()
  return {
    home,
    config: join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'opencode'),
    /** A second place for configuration, merged after the first. */
    dot: join(home, '.opencode'),
    data: join(env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'opencode'),
  }
}

/** Largest configuration that is read, in bytes. */
const MAX_BYTES = 4 << 20
/** Files of the configuration folder, in the order OpenCode merges them. */
const FILES = ['config.json', 'opencode.json', 'opencode.jsonc']
/** Text and definitions that may come along. Plugins are code and stay behind. */
const EXTRAS = ['AGENTS.md', 'agent', 'agents', 'command', 'commands', 'mode', 'modes', 'skill', 'skills']
/** Keys whose say is ours; see server-config.ts. */
const OURS = ['plugin', 'permission', 'share', 'autoshare', 'autoupdate', 'shell', 'server', '$schema']
/**
 * Turned on, OpenCode runs the programs it finds in a repository's `node_modules/.bin` and the like, which
 * nobody has trusted, with keys in their environment. A repository's own configuration may: it is trusted.
 */
const RUNS_PROGRAMS = ['lsp', 'formatter']

/** Reads the configuration without touching it. */
export async function readUserConfig(env: NodeJS.ProcessEnv): Promise<UserConfig> {
  const folders = userFolders(env)
  const problems: string[] = []
  let merged: Record<string, unknown> = {}
  const denied: PermissionRule[] = []
  const files = FILES.map((name) => join(folders.config, name))
  const dotFiles = FILES.slice(1).map((name) => join(folders.dot, name))
  if (env.OPENCODE_CONFIG !== undefined && env.OPENCODE_CONFIG !== '')
    files.push(resolve(env.OPENCODE_CONFIG))
  const reading = [...files, ...dotFiles].map(async (file) => {
    const ownProblems: string[] = []
    return { one: await readConfigFile(file, folders.home, ownProblems), ownProblems }
  })
  const [keys, ...read] = await Promise.all([readKeys(folders.data), ...reading])
  for (const { one, ownProblems } of read) {
    problems.push(...ownProblems)
    if (one === null) continue
    merged = mergeDeep(merged, one)
    denied.push(...deniedBy(one.permission))
  }
  return { merged, denied, problems, keys }
}

/** The `model` the user has configured, or null. */
export async function configuredModel(env: NodeJS.ProcessEnv): Promise<string | null> {
  const { model } = (await readUserConfig(env)).merged
  return typeof model === 'string' && model.includes('/') ? model : null
}

/**
 * Writes a copy of the configuration, without keys, into folders of ours, for a server that writes into
 * whatever folder it is given. What the user has removed is removed here too.
 */
export async function copyUserConfig(
  config: UserConfig,
  env: NodeJS.ProcessEnv,
  target: { config: string; data: string; home: string },
): Promise<void> {
  const from = userFolders(env)
  const to = join(target.config, 'opencode')
  await rm(to, { recursive: true, force: true })
  await mkdir(to, { recursive: true, mode: 0o700 })
  const kept = Object.fromEntries(
    Object.entries(withoutKeys(config.merged)).filter(([key]) => ![...OURS, ...RUNS_PROGRAMS].includes(key)),
  )
  await writeFile(join(to, 'opencode.json'), JSON.stringify(kept, null, 2), { mode: 0o600 })
  for (const source of [from.config, from.dot].flatMap((folder) =>
    EXTRAS.map((name) => join(folder, name)),
  )) {
    if (!(await exists(source))) continue
    await cp(source, join(to, basename(source)), {
      recursive: true,
      dereference: true,
      filter: (path) => !path.split(/[\\/]/).includes('node_modules'),
    })
  }
  await linkInto(target.home, from.home)
}

/** Folders of other agents in the user's home that OpenCode reads and, unlike its own, does not write. */
async function linkInto(home: string, from: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  for (const name of ['.claude', '.agents']) {
    await rm(join(home, name), { recursive: true, force: true })
    if (await exists(join(from, name))) await symlink(join(from, name), join(home, name), 'junction')
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/** A sign-in is not taken over: what renews a copied token signs out whom it was copied from. */
async function readKeys(folder: string): Promise<Record<string, string>> {
  const keys: Record<string, string> = {}
  for (const [provider, entry] of Object.entries(await readAuth(folder)))
    if (isMap(entry) && entry.type === 'api' && typeof entry.key === 'string') keys[provider] = entry.key
  return keys
}

/** The credentials OpenCode keeps in its data folder, by provider; none when they cannot be understood. */
export async function readAuth(folder: string): Promise<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, 'auth.json'), 'utf8'))
    return isMap(parsed) ? parsed : {}
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/**
 * What an earlier version copied of the user's credentials is taken away, once; from then on the file holds
 * what OpenCode itself has written at a sign-in made here.
 */
export async function forgetCopiedAuth(folder: string): Promise<void> {
  const marker = join(folder, 'sign-ins-are-ours')
  if (await exists(marker)) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await rm(join(folder, 'auth.json'), { force: true })
  await writeFile(marker, '')
}

/** One file, with absolute references; null when there is none. */
export async function readConfigFile(
  path: string,
  home: string,
  problems: string[],
): Promise<Record<string, unknown> | null> {
  let text: string
  try {
    const found = await stat(path)
    // In a repository it may be a link to a device, which has no end.
    if (!found.isFile() || found.size > MAX_BYTES) {
      problems.push(`${path} is no file of ${MAX_BYTES >> 20} MB at most.`)
      return null
    }
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') problems.push(`${path} could not be read (${code ?? 'unknown error'}).`)
    return null
  }
  const errors: ParseError[] = []
  const parsed: unknown = parse(absoluteReferences(text, dirname(path), home), errors, {
    allowTrailingComma: true,
  })
  const [first] = errors
  if (first !== undefined) problems.push(`${path} is not valid: ${printParseErrorCode(first.error)}.`)
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    ? (parsed as Record<string, unknown>)
    : null
}

/**
 * `{file:./key}` is relative to the file it stands in, which the copy is not, and `~` means the home of the
 * user, which the server is not shown.
 */
function absoluteReferences(text: string, folder: string, home: string): string {
  return text.replaceAll(/\{file:([^}]+)\}/g, (_, reference: string) => {
    const path = reference.trim()
    const absolute = /^~[\\/]/.test(path) ? join(home, path.slice(2)) : resolve(folder, path)
    return `{file:${absolute.replaceAll('\\', '/')}}`
  })
}

/** Merges maps as OpenCode does: by key, the later wins, arrays as a whole. */
export function mergeDeep(
  base: Record<string, unknown>,
  over: Record<string, unknown>,
): Record<string, unknown> {
  const result = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const before = result[key]
    result[key] = isMap(before) && isMap(value) ? mergeDeep(before, value) : value
  }
  return result
}
