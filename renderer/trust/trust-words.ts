const CODE = 'Code that runs with your rights as soon as an agent starts'

/** What folders under `.opencode/` hold, singular and plural, as OpenCode takes both. */
const FOLDERS: Record<string, string> = {
  plugin: CODE,
  plugins: CODE,
  tool: 'Code that the agent can run with your rights',
  tools: 'Code that the agent can run with your rights',
  agent: 'Instructions and permissions of an agent',
  agents: 'Instructions and permissions of an agent',
  mode: 'Instructions and permissions of an agent',
  modes: 'Instructions and permissions of an agent',
  command: 'A prompt, which can run shell commands',
  commands: 'A prompt, which can run shell commands',
  skill: 'Instructions and scripts for the agent',
  skills: 'Instructions and scripts for the agent',
}

/** What a file that OpenCode runs or obeys can do, in plain words. */
export function whatItCanDo(path: string): string {
  const parts = path.toLowerCase().split('/')
  const name = parts.at(-1) ?? ''
  if (/^opencode\.jsonc?$/.test(name)) {
    return 'Settings: can start programs (MCP servers, formatters, language servers) and loosen permissions'
  }
  const at = parts.lastIndexOf('.opencode')
  const folder = at === -1 ? undefined : parts[at + 1]
  if (folder !== undefined && at + 2 < parts.length && Object.hasOwn(FOLDERS, folder)) {
    return FOLDERS[folder] ?? ''
  }
  if (name === 'package.json') return 'Names packages that OpenCode installs and loads'
  return 'A file that OpenCode reads, or that one of the others may run'
}
