/** One rule as OpenCode knows it; in a list the last one that matches wins. */
export interface PermissionRule {
  permission: string
  pattern: string
  action: 'allow' | 'deny' | 'ask'
}

/** Whether `text` is what `pattern` stands for, by OpenCode's reading of `*` and `?`. */
export function matches(text: string, pattern: string): boolean {
  const plain = (one: string) => one.replaceAll('\\', '/')
  const [one, other] = [plain(text), plain(pattern)]
  // `git push *` means `git push` as well.
  return fits(one, other) || (other.endsWith(' *') && fits(one, other.slice(0, -2)))
}

/** By hand, since a regular expression takes minutes for a long command that an agent makes up. */
function fits(text: string, pattern: string): boolean {
  let at = 0
  let next = 0
  /** The last `*`, and where what it stands for ends: only that is ever tried again. */
  let star = -1
  let end = 0
  while (at < text.length) {
    const wanted = pattern[next]
    if (wanted === '*') {
      star = next++
      end = at
    } else if (wanted === '?' || wanted === text[at]) {
      next++
      at++
    } else if (star >= 0) {
      next = star + 1
      at = ++end
    } else return false
  }
  while (pattern[next] === '*') next++
  return next === pattern.length
}

/** What the rules say about one thing; null when none of them matches. */
export function actionOf(
  rules: readonly PermissionRule[],
  permission: string,
  pattern: string,
): PermissionRule['action'] | null {
  const rule = rules.findLast((one) => matches(permission, one.permission) && matches(pattern, one.pattern))
  return rule?.action ?? null
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

/** The rules in a `permission` key of a configuration. */
export function rulesOf(permission: unknown): PermissionRule[] {
  if (isAction(permission)) return [{ permission: '*', pattern: '*', action: permission }]
  if (typeof permission !== 'object' || permission === null) return []
  return Object.entries(permission).flatMap(([name, value]: [string, unknown]) => {
    if (isAction(value)) return { permission: name, pattern: '*', action: value }
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([pattern, action]: [string, unknown]) =>
      isAction(action) ? { permission: name, pattern, action } : [],
    )
  })
}

const isAction = (value: unknown): value is PermissionRule['action'] =>
  value === 'allow' || value === 'ask' || value === 'deny'
