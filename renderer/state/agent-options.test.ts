import { expect, test } from 'vitest'
import type { AgentChoice } from '#shared/agents.ts'
import { agentOptions, DEFAULT_AGENT } from './agent-options.ts'

const agent = (name: string, fields: Partial<AgentChoice> = {}): AgentChoice => ({
  name,
  description: '',
  source: 'built-in',
  readOnly: false,
  ...fields,
})
const KNOWN = [agent('build'), agent('plan', { readOnly: true }), agent('reviewer', { source: 'project' })]
const labels = (options: { id: string; label: string; hint: string }[]) =>
  options.map(({ id, label, hint }) => `${id === DEFAULT_AGENT ? '*' : ''}${label} ${hint}`.trim())

test('the default stands first, and only once', () => {
  expect(labels(agentOptions(KNOWN, { name: 'build', hint: 'default' }, null))).toEqual([
    '*build default',
    'plan changes nothing',
    'reviewer of the repository',
  ])
})

test('a choice stays in the list: one like the default, and one that is gone', () => {
  expect(labels(agentOptions(KNOWN, { name: 'build', hint: 'default' }, 'build'))).toContain('build')
  expect(labels(agentOptions([], { name: 'build', hint: 'default' }, 'gone'))).toEqual([
    '*build default',
    'gone not found',
  ])
})
