import { z } from 'zod'

export const rule = z.enum(['allow', 'ask', 'deny'])
export type Rule = z.infer<typeof rule>

/**
 * What agents may do in a project. It is a guard, not a wall: a shell command runs as the user, and what it
 * does is read from its text alone.
 */
export const permissionPolicy = z.strictObject({
  /** Edit files of the worktree. */
  edit: rule,
  /** Run shell commands in the worktree. */
  shell: rule,
  /** Anything outside the worktree. */
  outside: rule,
  /** Read `.env` files (`.env.example` is free). */
  envFiles: rule,
  /** Fetch from the web and search it. */
  web: rule,
  /** `git push`. */
  push: rule,
  /** Ask the user questions; `deny` takes the tool away. */
  questions: z.enum(['ask', 'deny']),
})
export type PermissionPolicy = z.infer<typeof permissionPolicy>

/** Free inside the worktree; what leaves it is asked for. */
export const DEFAULT_POLICY: PermissionPolicy = {
  edit: 'allow',
  shell: 'allow',
  outside: 'ask',
  envFiles: 'ask',
  web: 'ask',
  push: 'ask',
  questions: 'ask',
}
