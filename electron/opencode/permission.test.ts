import { expect, test } from 'vitest'
import { DEFAULT_POLICY, type PermissionPolicy } from '#shared/permissions.ts'
import {
  decide,
  deniedBy,
  permissionConfig,
  permissionRules,
  withDenialsOf,
  type Grant,
  type PermissionRule,
} from './permission.ts'
import { actionOf, matches } from './permission-rules.ts'

/** OpenCode's own rules for `build` and `plan`, as `GET /agent` of 1.18.33 lists them, shortened. */
const rule = (permission: string, pattern: string, action: PermissionRule['action']): PermissionRule => ({
  permission,
  pattern,
  action,
})
const BUILD = [
  rule('*', '*', 'allow'),
  rule('doom_loop', '*', 'ask'),
  rule('external_directory', '*', 'ask'),
  rule('question', '*', 'deny'),
  rule('read', '*', 'allow'),
  rule('read', '*.env', 'ask'),
  rule('read', '*.env.*', 'ask'),
  rule('read', '*.env.example', 'allow'),
  rule('question', '*', 'allow'),
]
const PLAN = [...BUILD, rule('edit', '*', 'deny'), rule('edit', '.opencode/plans/*.md', 'allow')]

const policy = (change: Partial<PermissionPolicy>): PermissionPolicy => ({ ...DEFAULT_POLICY, ...change })

/** What OpenCode does for an agent with a session of such a policy. */
function session(
  change: Partial<PermissionPolicy>,
  options: { agent?: PermissionRule[]; grants?: Grant[]; own?: PermissionRule[] } = {},
) {
  const agent = options.agent ?? BUILD
  const own = options.own ?? []
  const ours = withDenialsOf(agent, permissionRules(policy(change), options.grants ?? [], own, ['/ours']))
  const rules = [...agent, ...ours]
  return (permission: string, pattern: string) => actionOf(rules, permission, pattern)
}

test('by default the worktree is free and what leaves it is asked for', () => {
  const action = session({})
  expect(action('edit', 'src/a.ts')).toBe('allow')
  expect(action('bash', 'npm test')).toBe('allow')
  expect(action('read', 'src/a.ts')).toBe('allow')
  expect(action('question', '*')).toBe('allow')
  for (const [permission, pattern] of [
    ['external_directory', '/etc/*'],
    ['read', '.env'],
    ['read', 'config/.env.local'],
    ['webfetch', 'https://example.com/'],
    ['websearch', 'how to'],
    ['bash', 'git push origin main'],
    ['doom_loop', 'bash'],
  ] as const)
    expect(action(permission, pattern), `${permission} ${pattern}`).toBe('ask')
  expect(action('read', '.env.example')).toBe('allow')
  expect(action('external_directory', '/ours/*')).toBe('allow')
})

test.each([
  'git push',
  'git push --force origin main',
  'git -C ../x push',
  'git -c core.hooksPath=x --no-pager push',
  'sh -c "git push"',
  'env A=1 git push',
  '/usr/bin/git push',
])('%s is a push', (command) => {
  expect(session({})('bash', command)).toBe('ask')
  expect(session({ push: 'deny' })('bash', command)).toBe('deny')
  expect(session({ push: 'allow' })('bash', command)).toBe('allow')
})

test.each(['git stash push', 'git log --grep push', 'git commit -m "push it"', 'npm run push'])(
  '%s is none',
  (command) => expect(session({})('bash', command)).toBe('allow'),
)

test('pushing is never freer than the shell', () => {
  expect(session({ shell: 'deny', push: 'allow' })('bash', 'git push')).toBe('deny')
  expect(session({ shell: 'ask', push: 'allow' })('bash', 'git push')).toBe('ask')
})

test('grants come after asks and before denials', () => {
  const grants = [
    { permission: 'bash', pattern: 'git push *' },
    { permission: 'webfetch', pattern: 'https://example.com/*' },
  ]
  const granted = session({}, { grants })
  expect(granted('bash', 'git push origin main')).toBe('allow')
  expect(granted('webfetch', 'https://example.com/a')).toBe('allow')
  expect(granted('webfetch', 'https://example.org/')).toBe('ask')
  expect(session({ push: 'deny' }, { grants })('bash', 'git push origin main')).toBe('deny')
  const own = deniedBy({ bash: { 'git push*': 'deny' }, webfetch: 'deny' })
  expect(session({}, { grants, own })('bash', 'git push origin main')).toBe('deny')
  expect(session({}, { grants, own })('webfetch', 'https://example.com/a')).toBe('deny')
})

test('an agent that may not edit may not by any policy or grant', () => {
  const plan = session({ edit: 'allow' }, { agent: PLAN, grants: [{ permission: 'edit', pattern: '*' }] })
  expect(plan('edit', 'a.ts')).toBe('deny')
  expect(session({ edit: 'ask' }, { agent: PLAN })('edit', 'a.ts')).toBe('deny')
  expect(plan('question', '*')).toBe('allow')
})

test('an exception from a denial undoes nothing of the policy', () => {
  const own = deniedBy({ bash: { '*': 'deny', 'git *': 'allow' } })
  const action = session({}, { own })
  expect(action('bash', 'rm x')).toBe('deny')
  // What is asked here is decided by the policy.
  for (const [command, decision] of [
    ['git status', 'allow'],
    ['git push', 'ask'],
  ] as const) {
    expect(action('bash', command)).toBe('ask')
    expect(decide(DEFAULT_POLICY, [], { permission: 'bash', patterns: [command] })).toBe(decision)
  }
  const agent = [...BUILD, rule('bash', '*', 'deny'), rule('bash', 'git *', 'allow')]
  expect(session({ shell: 'deny' }, { agent })('bash', 'git status')).toBe('deny')
  expect(session({ questions: 'deny' })('question', '*')).toBe('deny')
  expect(session({ outside: 'deny' })('external_directory', '/ours/*')).toBe('allow')
  expect(session({ outside: 'deny' })('external_directory', '/etc/*')).toBe('deny')
})

test('a sub-agent, which inherits denials alone, is not freer than its parent', () => {
  const inherited = (change: Partial<PermissionPolicy>) => {
    const rules = permissionRules(policy(change), [], [], [])
    return [
      ...BUILD,
      ...rules.filter(({ action, permission }) => action === 'deny' || permission === 'external_directory'),
    ]
  }
  expect(actionOf(inherited({ shell: 'ask' }), 'bash', 'ls')).toBe('deny')
  expect(actionOf(inherited({ edit: 'ask' }), 'edit', 'a')).toBe('deny')
  expect(actionOf(inherited({ edit: 'deny' }), 'edit', 'a')).toBe('deny')
  expect(actionOf(inherited({}), 'edit', 'a')).toBe('allow')
  expect(actionOf(inherited({}), 'external_directory', '/etc/*')).toBe('ask')
})

test('what a sub-agent asks by the server’s rules is decided by the project’s', () => {
  const asked = { permission: 'webfetch', patterns: ['https://example.com/'] }
  expect(decide(policy({ web: 'allow' }), [], asked)).toBe('allow')
  expect(decide(policy({ web: 'deny' }), [], asked)).toBe('deny')
  expect(decide(policy({}), [], asked)).toBe('ask')
  expect(decide(policy({}), [{ permission: 'webfetch', pattern: 'https://example.com/*' }], asked)).toBe(
    'allow',
  )
})

test('all patterns of an ask count, and what no policy speaks of is asked', () => {
  const bash = (...patterns: string[]) => decide(DEFAULT_POLICY, [], { permission: 'bash', patterns })
  expect(bash('git add .', 'git commit -m x')).toBe('allow')
  expect(bash('git add .', 'git push')).toBe('ask')
  expect(decide(policy({ push: 'deny' }), [], { permission: 'bash', patterns: ['ls', 'git push'] })).toBe(
    'deny',
  )
  expect(decide(DEFAULT_POLICY, [], { permission: 'github_create_issue', patterns: ['*'] })).toBe('ask')
  expect(decide(DEFAULT_POLICY, [], { permission: 'doom_loop', patterns: ['bash'] })).toBe('ask')
  expect(decide(DEFAULT_POLICY, [], { permission: 'bash', patterns: [] })).toBe('ask')
})

test('the server’s configuration leaves agents that only read as they are', () => {
  const config = permissionConfig(permissionRules(DEFAULT_POLICY, [], [], ['/ours']))
  expect(config).toEqual({
    bash: { '*git push*': 'ask', '*git -* push*': 'ask' },
    external_directory: { '*': 'ask', '/ours/*': 'allow' },
    read: { '*.env': 'ask', '*.env.*': 'ask', '*.env.example': 'allow' },
    webfetch: 'ask',
    websearch: 'ask',
    doom_loop: 'ask',
  })
})

test('denials of a configuration', () => {
  expect(deniedBy('deny')).toEqual([rule('*', '*', 'deny')])
  expect(deniedBy({ edit: 'ask', bash: { 'rm *': 'deny', 'ls *': 'allow' } })).toEqual([
    rule('bash', 'rm *', 'deny'),
    rule('bash', 'ls *', 'ask'),
  ])
  expect(deniedBy({ '*': 'deny', grep: 'allow', mytool: 'ask' })).toEqual([
    rule('*', '*', 'deny'),
    rule('grep', '*', 'allow'),
    rule('mytool', '*', 'ask'),
  ])
  expect(deniedBy(undefined)).toEqual([])
  expect(deniedBy({ bash: { x: 3 }, edit: null })).toEqual([])
})

test('wildcards as OpenCode reads them', () => {
  expect(matches('git push', 'git push *')).toBe(true)
  expect(matches('git pushing', 'git push *')).toBe(false)
  expect(matches('a\nb', 'a*b')).toBe(true)
  expect(matches('a.b', 'a?b')).toBe(true)
  expect(matches('(x)', '(x)')).toBe(true)
  expect(matches('C:\\x', 'C:/*')).toBe(true)
})
