import type { PermissionPolicy, Rule } from '#shared/permissions.ts'
import { t } from '../strings/t.ts'

type Row<K extends keyof PermissionPolicy = keyof PermissionPolicy> = {
  id: K
  title: string
  /** What it covers, and what it does not. */
  covers: string
  options: readonly { id: PermissionPolicy[K]; label: string }[]
}

const ALL: readonly { id: Rule; label: string }[] = [
  { id: 'allow', label: t('Allow') },
  { id: 'ask', label: t('Ask') },
  { id: 'deny', label: t('Deny') },
]

/** The rules of a project, in the order in which they are read. */
export const POLICY_ROWS: readonly Row[] = [
  {
    id: 'edit',
    title: t('Edit files'),
    covers: t('Make, change and delete files of the run’s own worktree.'),
    options: ALL,
  },
  {
    id: 'shell',
    title: t('Run shell commands'),
    covers: t('Any command, in the worktree, with your rights.'),
    options: ALL,
  },
  {
    id: 'outside',
    title: t('Reach outside the worktree'),
    covers: t('Read or write elsewhere on this machine, as far as the tool or the command’s text shows it.'),
    options: ALL,
  },
  {
    id: 'envFiles',
    title: t('Read .env files'),
    covers: t('With the agent’s file tools. .env.example is free.'),
    options: ALL,
  },
  {
    id: 'web',
    title: t('Use the web'),
    covers: t('Fetch pages and search, with the agent’s web tools. curl is a shell command.'),
    options: ALL,
  },
  { id: 'push', title: t('Push with git'), covers: t('Commands that read git push.'), options: ALL },
  {
    id: 'questions',
    title: t('Ask you questions'),
    covers: t('The run waits for your answer. Denied, the agent decides by itself.'),
    options: [
      { id: 'ask', label: t('Ask') },
      { id: 'deny', label: t('Deny') },
    ],
  },
]

const KINDS: Record<string, string> = {
  bash: t('Shell command'),
  edit: t('Edit'),
  read: t('Read'),
  external_directory: t('Outside the worktree'),
  webfetch: t('Fetch'),
  websearch: t('Web search'),
  task: t('Sub-agent'),
  skill: t('Skill'),
  doom_loop: t('Repeated call'),
}

/** OpenCode's word for what is asked, as a person says it. */
export const permissionWords = (permission: string): string => KINDS[permission] ?? permission
