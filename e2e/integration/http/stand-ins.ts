import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentRuntime } from '#electron/agents/runtime.ts'
import type { Git } from '#electron/git/git.ts'
import type { Runs } from '#electron/runs/runs.ts'
import { AppError, notFound } from '#shared/errors.ts'
import type { AnswerRequest, Request } from '#shared/requests.ts'
import type { LogItem } from '#shared/run-log.ts'
import type { Run } from '#shared/runs.ts'

/** Run `RUN_ID` is there, with this log, and over. */
export const RUN_ID = '01990000-0000-7000-8000-000000000001'
export const RUN_LOG: LogItem[] = Array.from({ length: 5 }, (_, index) => ({
  seq: index + 1,
  at: '2026-01-01T00:00:00.000Z',
  kind: 'notice',
  level: 'info',
  text: `line ${index + 1}`,
}))
/** A folder that is there, as the run's worktree. */
export const WORKTREE = await mkdtemp(join(tmpdir(), 'openlinear-worktree-'))

export const REQUEST: Request = {
  id: '01990000-0000-7000-8000-000000000002',
  runId: RUN_ID,
  taskId: '01990000-0000-7000-8000-000000000003',
  projectId: '01990000-0000-7000-8000-000000000004',
  kind: 'permission',
  title: 'Run git push origin main',
  permission: 'bash',
  patterns: ['git push origin main'],
  always: ['git push *'],
  subAgent: false,
  answer: null,
  answeredAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedSeq: 1,
}

/** A repository whose `opencode.json` is what {@link setAgentFile} says. */
export const FAKE_GIT = {
  openRepository: async (path: string) => ({
    root: path,
    commonDir: join(path, '.git'),
    currentBranch: 'main',
    defaultBranch: 'main',
  }),
  requireBranch: async () => undefined,
  requireRepository: async () => undefined,
  commonDirOf: async () => null,
  checkCloneUrl: async (url: string) => {
    if (!url.startsWith('https://')) throw new AppError('INVALID_CLONE_URL', 'Give an https address.')
    return { name: 'cloned' }
  },
  clone: ({ signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
  initSample: async () => undefined,
  version: async () => ({ version: '2.50.0', path: '/usr/bin/git', supported: true }),
  listRemotes: async () => [],
  remoteUrl: async () => null,
  worktreeLimits: async () => [],
  resolveBase: async () => ({ kind: 'resolved', commit: 'c'.repeat(40), from: 'local', fetchProblem: null }),
  listTree: async () =>
    agentFile === null ? [] : [{ path: 'opencode.json', kind: 'file', objectId: agentFile }],
  readBlobs: async ({ objectIds }: { objectIds: readonly string[] }) =>
    new Map(objectIds.map((objectId) => [objectId, { size: 2, sha256: objectId, head: Buffer.from('{}') }])),
} as unknown as Git

let agentFile: string | null = null
export const setAgentFile = (content: string | null) => {
  agentFile = content
}

const runOrThrow = async (id: string) => {
  if (id !== RUN_ID) throw notFound('run', id)
  return RUN
}
const RUN: Run = {
  id: RUN_ID,
  taskId: REQUEST.taskId,
  projectId: REQUEST.projectId,
  attempt: 1,
  batchId: null,
  contestId: null,
  purpose: 'task',
  status: 'succeeded',
  stage: null,
  failure: null,
  waiting: null,
  branch: 'openlinear/app-1',
  baseBranch: 'main',
  baseCommit: 'c'.repeat(40),
  headCommit: 'd'.repeat(40),
  worktreePath: WORKTREE,
  sessionId: null,
  model: 'practice/scripted',
  agent: 'build',
  variant: null,
  answeredAt: null,
  waitUntil: null,
  raisedCost: 0,
  queuePosition: null,
  summary: null,
  prompt: 'Do it',
  lastAction: null,
  plan: null,
  changes: null,
  checkPassed: null,
  recheck: null,
  heldMs: 0,
  heldSince: null,
  fixAttempts: 0,
  workedMs: 0,
  usage: { inputTokens: 0, outputTokens: 0, cost: 0 },
  mergedCommit: null,
  discardedAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  endedAt: null,
  updatedSeq: 1,
}
const MESSAGE = {
  id: '01990000-0000-7000-8000-000000000005',
  runId: RUN_ID,
  text: 'Use tabs',
  state: 'queued' as const,
  createdAt: '2026-01-01T00:00:00.000Z',
  sentAt: null,
  model: null,
  agent: null,
  variant: null,
  updatedSeq: 2,
}

const PREVIEW = {
  text: 'a prompt',
  model: null,
  agent: 'build',
  variant: null,
  files: [],
  attachments: [],
  instructions: [],
}

/** The engine as the calls see it. */
export const FAKE_RUNS = {
  get: runOrThrow,
  list: async () => ({ items: [], seq: 0 }),
  today: async () => ({ spentToday: 0, raisedToday: 0 }),
  startedAt: () => '2026-01-01T00:00:00.000Z',
  resumed: () => [],
  listForTask: async () => ({ items: [], seq: 0 }),
  listTrash: async () => ({ items: [], seq: 0 }),
  emptyTrash: async () => ({ dropped: 0, left: 0 }),
  heldWorktrees: async () => [],
  onSpent: () => () => {},
  execute: async () => {
    throw new Error(`SECRET sk-123 in /home/somebody/private`)
  },
  cancelTask: async (id: string) => {
    throw notFound('task', id)
  },
  previewPrompt: async () => PREVIEW,
  previewSendBack: async () => PREVIEW,
  placeOf: async (id: string) => {
    throw notFound('run', id)
  },
  said: async () => ({ items: [], seq: 0 }),
  retry: runOrThrow,
  cancel: runOrThrow,
  discard: runOrThrow,
  sendBack: runOrThrow,
  continue: runOrThrow,
  pause: runOrThrow,
  diff: runOrThrow,
  merge: runOrThrow,
  requests: async () => ({ items: [REQUEST], seq: 1 }),
  answer: async ({ id, ...answer }: AnswerRequest) => {
    if (id !== REQUEST.id) throw notFound('request', id)
    return { ...REQUEST, answer, answeredAt: REQUEST.createdAt }
  },
  grants: async () => ({ items: [], seq: 0 }),
  revokeGrant: async (id: string) => {
    throw notFound('grant', id)
  },
  message: async (runId: string, text: string) => ({ ...MESSAGE, runId, text }),
  messages: async () => ({ items: [MESSAGE], seq: 0 }),
  withdrawMessage: async (id: string) => {
    throw notFound('message', id)
  },
  restoreTrash: async (id: string) => {
    throw notFound('trash entry', id)
  },
  logs: async () => ({ items: RUN_LOG, lastSeq: RUN_LOG.length }),
  async *follow(_id: string, after: number) {
    const rest = RUN_LOG.filter((item) => item.seq > after)
    yield rest.slice(0, 2)
    yield rest.slice(2)
  },
  releaseTask: async () => undefined,
  releaseProject: async () => undefined,
} as unknown as Runs

const HEALTH = {
  state: 'stopped',
  name: 'OpenCode',
  version: null,
  problem: null,
  servers: [],
  crashes: 0,
  retryAt: null,
}

/** An agent runtime that knows one provider. */
export const FAKE_AGENTS = {
  name: 'OpenCode',
  health: async () => HEALTH,
  restart: async () => undefined,
  reload: () => undefined,
  obeys: (path: string) => path === 'opencode.json',
  configuredModel: async () => null,
  listAgents: async (directory: string | null) => [
    {
      name: 'build',
      description: directory ?? '',
      source: directory === null ? 'built-in' : 'project',
      readOnly: false,
    },
  ],
  providers: {
    list: async () => [
      {
        id: 'zeta',
        name: 'Zeta',
        connected: false,
        source: null,
        methods: [],
        environment: ['ZETA_API_KEY'],
        models: 1,
      },
    ],
    models: async () => [],
    test: async (id: string) => ({ ok: true, model: `${id}/x`, message: 'Well.', ms: 3 }),
    signIn: async () => ({ url: 'https://sign.in', instructions: 'Go there', mode: 'code' }),
    completeSignIn: async () => undefined,
    cancelSignIn: async () => undefined,
    signOut: async () => undefined,
  },
} as unknown as AgentRuntime
