import { join } from 'node:path'

export interface PermissionRule {
  permission: string
  pattern: string
  action: 'allow' | 'deny' | 'ask'
}

/**
 * What the agent may do. Nothing is asked, since nobody would answer: inside the worktree all is allowed,
 * what leaves it is refused. The last matching rule wins, hence the order.
 *
 * @param own denials of the user's own configuration
 * @param readable folders of ours the agent may read, such as cut-off tool output
 */
export function permissionRules(
  own: readonly PermissionRule[],
  readable: readonly string[],
): PermissionRule[] {
  const rule = (permission: string, pattern: string, action: 'allow' | 'deny'): PermissionRule => ({
    permission,
    pattern,
    action,
  })
  return [
    rule('*', '*', 'allow'),
    rule('external_directory', '*', 'deny'),
    ...readable.map((folder) => rule('external_directory', join(folder, '*'), 'allow')),
    rule('read', '*.env', 'deny'),
    rule('read', '*.env.*', 'deny'),
    rule('read', '*.env.example', 'allow'),
    rule('bash', 'git push*', 'deny'),
    rule('webfetch', '*', 'deny'),
    rule('websearch', '*', 'deny'),
    rule('question', '*', 'deny'),
    ...own,
  ]
}

type PermissionConfig = Record<string, string | Record<string, string>>

/** The rules as the `permission` key of a configuration, in the same order. */
export function permissionConfig(rules: readonly PermissionRule[]): PermissionConfig {
  const config: Record<string, Record<string, string>> = {}
  for (const { permission, pattern, action } of rules) {
    const patterns = (config[permission] ??= {})
    // A key that is set again must move to the end, where it counts.
    delete patterns[pattern]
    patterns[pattern] = action
  }
  // Some permissions have no patterns and take only a word.
  return Object.fromEntries(
    Object.entries(config).map(([name, patterns]) => {
      const all = patterns['*']
      return [name, all !== undefined && Object.keys(patterns).length === 1 ? all : patterns]
    }),
  )
}

/** The denials in a `permission` key of the user's. What it would ask or allow is decided by ours. */
export function deniedBy(permission: unknown): PermissionRule[] {
  if (permission === 'deny') return [{ permission: '*', pattern: '*', action: 'deny' }]
  if (typeof permission !== 'object' || permission === null) return []
  const rules: PermissionRule[] = []
  for (const [name, value] of Object.entries(permission)) {
    if (value === 'deny') rules.push({ permission: name, pattern: '*', action: 'deny' })
    else if (typeof value === 'object' && value !== null) {
      // `{"*": "deny", "git *": "allow"}` is one rule with an exception: both are needed.
      const entries = Object.entries(value as Record<string, unknown>)
      if (!entries.some(([, action]) => action === 'deny')) continue
      for (const [pattern, action] of entries) {
        if (action === 'deny') rules.push({ permission: name, pattern, action })
        else rules.push({ permission: name, pattern, action: 'allow' })
      }
    }
  }
  return rules
}
