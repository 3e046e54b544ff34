import { join } from 'node:path'
import type { PermissionPolicy, Rule } from '#shared/permissions.ts'
import { actionOf, matches, rulesOf, type PermissionRule } from './permission-rules.ts'

export { permissionConfig, type PermissionRule } from './permission-rules.ts'

/** Something given for good. */
export interface Grant {
  permission: string
  pattern: string
}

/**
 * `git push` with or without options, in whatever stands around it. Too often is better here than too
 * seldom: a commit message that names it is asked for as well.
 */
const PUSH = ['*git push*', '*git -* push*']
const WEB = ['webfetch', 'websearch']

/** What the policy speaks of; about all else an agent's own configuration has the last word. */
const GOVERNED = ['edit', 'bash', 'external_directory', 'read', ...WEB]

/**
 * A project's policy as OpenCode's rules, for its server and for each session. Three things of OpenCode are
 * behind their shape:
 * - They come after an agent's own, so a plain `allow` would undo that `plan` may not edit. What OpenCode
 *   allows anyway is left unsaid.
 * - A sub-agent gets only the denials of its parent's session, and what is said of folders outside. So
 *   what is asked for with every edit or command is denied to sub-agents: a rule that asks, preceded by the
 *   denial it overrides. The other asks reach them through the server's configuration.
 * - Grants come after asks, denials after grants.
 *
 * @param own denials of the user's own configuration, from {@link denialsOf}
 * @param readable folders of ours the agent may read, such as cut-off tool output
 */
export function permissionRules(
  policy: PermissionPolicy,
  grants: readonly Grant[],
  own: readonly PermissionRule[],
  readable: readonly string[],
): PermissionRule[] {
  const granted = grants.map(({ permission, pattern }) => rule(permission, pattern, 'allow'))
  return [...ruled(policy, readable, false), ...granted, ...own, ...ruled(policy, readable, true)]
}

/** The rules with what the agent's own configuration denies, which none of them may undo. */
export function withDenialsOf(
  agent: readonly PermissionRule[],
  rules: readonly PermissionRule[],
): PermissionRule[] {
  const denied = denialsOf(agent).flatMap((one): PermissionRule[] => {
    if (one.action === 'deny') return [one]
    const ours = actionOf(rules, one.permission, one.pattern)
    // Nor may an exception from a denial of the agent's undo one of the policy's.
    if (ours === 'deny') return []
    return [rule(one.permission, one.pattern, ours === 'allow' ? 'allow' : one.action)]
  })
  return [...rules, ...denied]
}

/** What the policy denies, or all it says but that. */
function ruled(policy: PermissionPolicy, readable: readonly string[], denied: boolean): PermissionRule[] {
  const { edit, shell, outside, envFiles, web, questions } = policy
  const push = pushRule(policy)
  const sections: { action: Rule; rules: PermissionRule[] }[] = [
    { action: edit, rules: unlessAllowed('edit', edit) },
    { action: shell, rules: unlessAllowed('bash', shell) },
    { action: push, rules: PUSH.map((pattern) => rule('bash', pattern, push)) },
    {
      action: outside,
      rules: [
        rule('external_directory', '*', outside),
        ...readable.map((folder) => rule('external_directory', join(folder, '*'), 'allow')),
      ],
    },
    {
      action: envFiles,
      rules: [
        ...['*.env', '*.env.*'].map((pattern) => rule('read', pattern, envFiles)),
        rule('read', '*.env.example', 'allow'),
      ],
    },
    { action: web, rules: WEB.map((permission) => rule(permission, '*', web)) },
    { action: 'ask', rules: [rule('doom_loop', '*', 'ask')] },
    { action: 'deny', rules: questions === 'deny' ? [rule('question', '*', 'deny')] : [] },
  ]
  return sections.filter(({ action }) => (action === 'deny') === denied).flatMap(({ rules }) => rules)
}

/**
 * What the policy and the grants say about something that is asked for, denials of the agent's and the
 * user's own left out: OpenCode has not asked for those. One list a project decides, since what OpenCode
 * asks by may be older (a grant given during the turn) or another's (a sub-agent's).
 */
export function decide(
  policy: PermissionPolicy,
  grants: readonly Grant[],
  asked: { permission: string; patterns: readonly string[] },
): Rule {
  const rules = [
    ...GOVERNED.map((permission) => rule(permission, '*', 'allow')),
    ...permissionRules(policy, grants, [], []),
  ]
  const actions = asked.patterns.map((pattern) => actionOf(rules, asked.permission, pattern) ?? 'ask')
  if (actions.includes('deny')) return 'deny'
  return actions.length === 0 || actions.includes('ask') ? 'ask' : 'allow'
}

/**
 * What rules deny, with the exceptions they make from it. An exception that the policy speaks of becomes an
 * ask, which {@link decide} answers: as an `allow` it would undo an ask of the policy's. What the rules
 * ask for or allow otherwise is the policy's to say.
 */
function denialsOf(rules: readonly PermissionRule[]): PermissionRule[] {
  const denied: PermissionRule[] = []
  for (const one of rules) {
    if (one.action === 'deny') denied.push(one)
    else if (denied.some(({ permission }) => matches(one.permission, permission))) {
      const governed = GOVERNED.some((permission) => matches(permission, one.permission))
      denied.push(governed ? { ...one, action: 'ask' } : one)
    }
  }
  return denied
}

/** {@link denialsOf} the `permission` key of a configuration. */
export const deniedBy = (permission: unknown): PermissionRule[] => denialsOf(rulesOf(permission))

const rule = (permission: string, pattern: string, action: Rule): PermissionRule => ({
  permission,
  pattern,
  action,
})

function unlessAllowed(permission: string, action: Rule): PermissionRule[] {
  if (action === 'allow') return []
  const denial = rule(permission, '*', 'deny')
  return action === 'deny' ? [denial] : [denial, rule(permission, '*', 'ask')]
}

/** Pushing is running a command: it is never freer than that. */
function pushRule({ shell, push }: PermissionPolicy): Rule {
  if (shell === 'deny' || push === 'deny') return 'deny'
  return shell === 'ask' || push === 'ask' ? 'ask' : 'allow'
}
