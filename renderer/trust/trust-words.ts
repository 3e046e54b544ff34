import { t } from '../strings/t.ts'

const CODE = t('Code that runs with your rights as soon as an agent starts')

/** What folders under `.opencode/` hold, singular and plural, as OpenCode takes both. */
const FOLDERS: Record<string, string> = {
  plugin: CODE,
  plugins: CODE,
  tool: t('Code that the agent can run with your rights'),
  tools: t('Code that the agent can run with your rights'),
  agent: t('Instructions and permissions of an agent'),
  agents: t('Instructions and permissions of an agent'),
  mode: t('Instructions and permissions of an agent'),
  modes: t('Instructions and permissions of an agent'),
  command: t('A prompt, which can run shell commands'),
  commands: t('A prompt, which can run shell commands'),
  skill: t('Instructions and scripts for the agent'),
  skills: t('Instructions and scripts for the agent'),
}

/** What a file that OpenCode runs or obeys can do, in plain words. */
export function whatItCanDo(path: string): string {
  const parts = path.toLowerCase().split('/')
  const name = parts.at(-1) ?? ''
  if (/^opencode\.jsonc?$/.test(name)) {
    return t(
      'Settings: can start programs (MCP servers, formatters, language servers) and loosen permissions',
    )
  }
  const at = parts.lastIndexOf('.opencode')
  const folder = at === -1 ? undefined : parts[at + 1]
  if (folder !== undefined && at + 2 < parts.length && Object.hasOwn(FOLDERS, folder)) {
    return FOLDERS[folder] ?? ''
  }
  if (name === 'package.json') return t('Names packages that OpenCode installs and loads')
  return t('A file that OpenCode reads, or that one of the others may run')
}
