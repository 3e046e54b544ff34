import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AgentChoice, agentName } from '#shared/agents.ts'
import { frontmatter } from './frontmatter.ts'
import { isMap } from './is-map.ts'
import { matches, type PermissionRule, rulesOf } from './permission-rules.ts'
import { mergeDeep, readConfigFile, readUserConfig, userFolders } from './user-config.ts'

type Source = AgentChoice['source']
type Definition = Record<string, unknown>

const BUILT_IN: Record<string, Definition> = {
  build: { mode: 'primary', description: 'Works on the task: reads, edits and runs commands.' },
  plan: {
    mode: 'primary',
    description: 'Reads and thinks, and answers with a plan. It edits nothing.',
    permission: { edit: 'deny' },
  },
}

const FOLDERS = ['agent', 'agents', 'mode', 'modes']
const MAX_BYTES = 1 << 20

/**
 * The agents a task can be given to: OpenCode's own, the user's, and those of the repository in `directory`
 * if given, where the later definition of a name goes over the earlier one. Reads files only.
 */
export async function listAgents(env: NodeJS.ProcessEnv, directory: string | null): Promise<AgentChoice[]> {
  const all = new Map<string, { source: Source; definition: Definition }>()
  function add(source: Source, definitions: Record<string, unknown>, mode?: string) {
    for (const [name, definition] of Object.entries(definitions)) {
      if (!isMap(definition) || !agentName.safeParse(name).success) continue
      const before = all.get(name)
      all.set(name, {
        source: before?.source === 'built-in' ? 'built-in' : source,
        definition: mergeDeep(before?.definition ?? {}, {
          ...definition,
          ...(mode !== undefined && { mode }),
        }),
      })
    }
  }
  function addConfig(source: Source, config: Record<string, unknown>) {
    if (isMap(config.mode)) add(source, config.mode, 'primary')
    if (isMap(config.agent)) add(source, config.agent)
  }
  async function addFolder(source: Source, folder: string) {
    for (const name of FOLDERS)
      add(source, await readFolder(join(folder, name)), name.startsWith('mode') ? 'primary' : undefined)
  }

  add('built-in', BUILT_IN)
  const user = userFolders(env)
  addConfig('user', (await readUserConfig(env)).merged)
  for (const folder of [user.config, user.dot]) await addFolder('user', folder)
  if (directory !== null) {
    const dot = join(directory, '.opencode')
    const isFolder = await lstat(dot).then(
      (found) => found.isDirectory(),
      () => false,
    )
    for (const folder of isFolder ? [directory, dot] : [directory])
      for (const name of ['opencode.json', 'opencode.jsonc'])
        addConfig('project', (await readConfigFile(join(folder, name), user.home, [])) ?? {})
    if (isFolder) await addFolder('project', dot)
  }

  return Array.from(all).flatMap(([name, { source, definition }]): AgentChoice[] => {
    const { mode = 'all', description, disable, hidden } = definition
    if (disable === true || hidden === true || (mode !== 'primary' && mode !== 'all')) return []
    const words = typeof description === 'string' ? description : ''
    return [{ name, description: words, source, readOnly: deniesEdits(definition) }]
  })
}

/** The definitions in a folder of Markdown files, by their path without its ending. */
async function readFolder(folder: string): Promise<Record<string, Definition>> {
  const found: Record<string, Definition> = {}
  for (const path of await markdownIn(folder)) {
    const file = join(folder, path)
    const info = await lstat(file)
    // A link may lead anywhere.
    if (!info.isFile() || info.size > MAX_BYTES) continue
    found[path.slice(0, -'.md'.length).replaceAll('\\', '/')] = frontmatter(await readFile(file, 'utf8'))
  }
  return found
}

async function markdownIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.md')).sort()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

/** Whether an agent may edit no file at all, by its tools and permissions. */
function deniesEdits({ tools, permission }: Definition): boolean {
  const rules = [...rulesOfTools(tools), ...rulesOf(permission)].filter((rule) =>
    matches('edit', rule.permission),
  )
  const last = rules.findLastIndex(({ pattern }) => pattern === '*')
  return rules[last]?.action === 'deny' && rules.slice(last).every(({ action }) => action === 'deny')
}

const EDITING = ['edit', 'write', 'patch', 'multiedit', 'apply_patch']

/** OpenCode's older way to say what an agent may: tools switched on and off. */
function rulesOfTools(tools: unknown): PermissionRule[] {
  if (!isMap(tools)) return []
  return Object.entries(tools).map(([name, on]) => ({
    permission: EDITING.includes(name) ? 'edit' : name,
    pattern: '*',
    action: on === false ? 'deny' : 'allow',
  }))
}
