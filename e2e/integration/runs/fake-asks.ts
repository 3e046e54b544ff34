import type { AgentAsk } from '#electron/agents/runtime.ts'
import type { LogItem } from '#shared/run-log.ts'
import { done, unlessAborted } from './benches.ts'

/** A permission that the agent asks for. */
export const push = (ref: string): AgentAsk => ({
  ref,
  subAgent: false,
  kind: 'permission',
  permission: 'bash',
  patterns: ['git push'],
  always: ['git push *'],
  title: 'Run git push',
  detail: 'git push origin main',
})
/** A question of a sub-agent. */
export const which = (ref: string): AgentAsk => ({
  ref,
  subAgent: true,
  kind: 'question',
  questions: [
    {
      header: 'Database',
      question: 'Which database?',
      options: [
        { label: 'SQLite', description: '' },
        { label: 'Postgres', description: '' },
      ],
      multiple: false,
      custom: true,
    },
  ],
})

/** A turn that asks one after the other, keeps the replies, and does its work. */
export const asking = (replies: unknown[], ...asks: AgentAsk[]) =>
  unlessAborted(async (turn) => {
    for (const ask of asks) replies.push(await turn.ask(ask))
    return done(turn)
  })

/** State and text of each request in a log. */
export const requestItems = (log: LogItem[]) =>
  log.flatMap((item) => (item.kind === 'request' ? [[item.state, item.text]] : []))
