import { expect, test } from 'vitest'
import { startingAgent } from './starting-agent.ts'

const server = { name: 'OpenCode', pid: 1, memory: null, startedAt: '', turns: 0, restartPending: false }
const health = (state: 'stopped' | 'starting' | 'healthy' | 'unhealthy', servers = [server]) => ({
  name: 'OpenCode',
  state,
  servers,
})

test.each([
  // The page hears of the start a moment later than of the run.
  ['stopped', null, [], 'OpenCode'],
  ['starting', null, [], 'OpenCode'],
  // After a start that failed, the next one.
  ['unhealthy', null, [], 'OpenCode'],
  // The other server runs.
  ['starting', null, [server], 'OpenCode'],
  ['healthy', null, [server], null],
  ['healthy', 'ses_1', [server], null],
  // It goes on in its session after the host was started anew.
  ['starting', 'ses_1', [], 'OpenCode'],
  // It works; what starts is for another run.
  ['starting', 'ses_1', [server], null],
] as const)('the agent is %s, the session %s', (state, sessionId, servers, name) => {
  const run = { status: 'running', stage: 'running', sessionId } as const
  expect(startingAgent(run, health(state, [...servers]))).toBe(name)
})

test('a run that prepares, checks or is over starts nothing', () => {
  const starting = health('starting', [])
  for (const stage of ['preparing', 'checking', null] as const)
    expect(startingAgent({ status: 'running', stage, sessionId: null }, starting)).toBe(null)
  expect(startingAgent({ status: 'failed', stage: 'running', sessionId: null }, starting)).toBe(null)
  expect(startingAgent({ status: 'running', stage: 'running', sessionId: null }, null)).toBe(null)
})
