import type { PermissionPolicy, Rule } from '#shared/permissions.ts'

type Row<K extends keyof PermissionPolicy = keyof PermissionPolicy> = {
  id: K
  title: string
  /** What it covers, and what it does not. */
  covers: string
  options: readonly { id: PermissionPolicy[K]; label: string }[]
}

const ALL: readonly { id: Rule; label: string }[] = [
  { id: 'allow', label: 'Allow' },
  { id: 'ask', label: 'Ask' },
  { id: 'deny', label: 'Deny' },
]

/** The rules of a project, in the order in which they are read. */
export const POLICY_ROWS: readonly Row[] = [
  {
    id: 'edit',
    title: 'Edit files',
    covers: 'Make, change and delete files of the run’s own worktree.',
    options: ALL,
  },
  {
    id: 'shell',
    title: 'Run shell commands',
    covers: 'Any command, in the worktree, with your rights.',
    options: ALL,
  },
  {
    id: 'outside',
    title: 'Reach outside the worktree',
    covers: 'Read or write elsewhere on this machine, as far as the tool or the command’s text shows it.',
    options: ALL,
  },
  {
    id: 'envFiles',
    title: 'Read .env files',
    covers: 'With the agent’s file tools. .env.example is free.',
    options: ALL,
  },
  {
    id: 'web',
    title: 'Use the web',
    covers: 'Fetch pages and search, with the agent’s web tools. curl is a shell command.',
    options: ALL,
  },
  { id: 'push', title: 'Push with git', covers: 'Commands that read git push.', options: ALL },
  {
    id: 'questions',
    title: 'Ask you questions',
    covers: 'The run waits for your answer. Denied, the agent decides by itself.',
    options: [
      { id: 'ask', label: 'Ask' },
      { id: 'deny', label: 'Deny' },
    ],
  },
]

const KINDS: Record<string, string> = {
  bash: 'Shell command',
  edit: 'Edit',
  read: 'Read',
  external_directory: 'Outside the worktree',
  webfetch: 'Fetch',
  websearch: 'Web search',
  task: 'Sub-agent',
  skill: 'Skill',
  doom_loop: 'Repeated call',
}

/** OpenCode's word for what is asked, as a person says it. */
export const permissionWords = (permission: string): string => KINDS[permission] ?? permission
