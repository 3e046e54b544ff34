import { expect, it } from 'vitest'
import type { LogBody } from '#shared/run-log.ts'
import { LogFold } from './fold-log.ts'
import { copiedFrom, transcriptOf } from './transcript.ts'

const LOG: LogBody[] = [
  { kind: 'stage', stage: 'preparing', state: 'started', text: 'Preparing' },
  { kind: 'stage', stage: 'preparing', state: 'done', text: 'Prepared from main@1234567', ms: 1200 },
  { kind: 'prompt', messageId: 'm', reason: 'task', text: 'Do it.\n```ts\na\n```' },
  { kind: 'reasoning', partId: 'r', delta: 'Hm.\nWell.' },
  { kind: 'text', partId: 't', delta: 'I **begin**.' },
  {
    kind: 'tool',
    partId: 'e',
    tool: 'edit',
    state: 'completed',
    input: { filePath: '/r/a.ts' },
    patch: '@@ -1 +1 @@\n-a\n+b\n',
  },
  {
    kind: 'tool',
    partId: 's',
    tool: 'bash',
    state: 'completed',
    input: { command: 'npm test' },
    output: '\u001B[32mok\u001B[0m\n',
  },
  {
    kind: 'tool',
    partId: 'k',
    tool: 'task',
    state: 'completed',
    input: { description: 'Look' },
    childSessionId: 'sub',
  },
  { kind: 'text', partId: 'u', sessionId: 'sub', delta: 'I look.' },
  { kind: 'request', requestId: 'q', state: 'asked', text: 'Run it?' },
  { kind: 'request', requestId: 'q', state: 'answered', text: 'once' },
  { kind: 'notice', level: 'error', text: 'It broke.' },
]

const fold = new LogFold()
fold.push(LOG.map((body, index) => ({ seq: index + 1, at: '2026-01-01T10:00:00.000Z', ...body })))

it('writes a log as Markdown that reads as it does', () => {
  expect(transcriptOf(fold, 'Run 1', '/r')).toBe(`# Run 1

- Prepared from main@1234567 (1.2s)

**Sent the task to the agent**

\`\`\`\`text
Do it.
\`\`\`ts
a
\`\`\`
\`\`\`\`

*Thought*

> Hm.
> Well.

I **begin**.

- Edited \`a.ts\`

\`\`\`diff
@@ -1 +1 @@
-a
+b
\`\`\`

\`\`\`console
$ npm test
ok
\`\`\`

- Sub-agent Look

> I look.

- Asked “Run it?”: you said “once”

**Error:** It broke.
`)
})

it('copies of a line what one wants of it', () => {
  const copied = fold.rows.map((row) => copiedFrom(row))
  expect(copied.slice(3, 6)).toEqual([
    { name: 'Message', text: 'I **begin**.' },
    { name: 'Change', text: '@@ -1 +1 @@\n-a\n+b\n' },
    { name: 'Command', text: 'npm test' },
  ])
})
