import type { LogBody } from '#shared/run-log.ts'

/** What an agent's work is made of, over and over: a thought, words that are streamed, tools, an edit, the shell. */
export function* longLog(items: number): Generator<LogBody> {
  let n = 0
  for (let turn = 0; n < items; turn += 1) {
    for (const body of oneTurn(turn)) {
      if (n++ >= items) return
      yield body
    }
  }
}

const WORDS =
  'The list is read from its end, so the newest line comes first, and **older ones** follow as `readLines` asks for them. '

function* oneTurn(turn: number): Generator<LogBody> {
  const part = (name: string) => `${name}-${turn}`
  if (turn % 50 === 0) {
    yield {
      kind: 'todo',
      items: [
        { content: 'Read the sources', status: 'completed' },
        { content: `Round ${turn}`, status: 'in_progress' },
        { content: 'Run the tests', status: 'pending' },
      ],
    }
  }
  yield { kind: 'reasoning', partId: part('thought'), delta: `What does round ${turn} need? ` }
  yield { kind: 'reasoning', partId: part('thought'), delta: 'The file, and the test beside it.' }
  yield { kind: 'text', partId: part('text'), delta: `Round ${turn}. ` }
  for (let i = 0; i < 20; i += 1)
    yield { kind: 'text', partId: part('text'), delta: WORDS.slice(i * 5, i * 5 + 30) }
  if (turn % 3 === 0)
    yield { kind: 'text', partId: part('text'), delta: `\n\n\`\`\`ts\nconst round = ${turn}\n\`\`\`\n` }
  for (const name of ['a', 'b']) {
    const tool = { kind: 'tool' as const, partId: part(`read-${name}`), tool: 'read' }
    yield { ...tool, state: 'pending' }
    yield { ...tool, state: 'running', input: { filePath: `/repo/src/${name}-${turn}.ts` } }
    yield { ...tool, state: 'completed', output: `1: export const ${name} = ${turn}\n`.repeat(12), ms: 40 }
  }
  const edit = { kind: 'tool' as const, partId: part('edit'), tool: 'edit' }
  const path = `src/a-${turn}.ts`
  yield { ...edit, state: 'pending' }
  yield { ...edit, state: 'running', input: { filePath: `/repo/${path}`, oldString: 'a', newString: 'b' } }
  yield {
    ...edit,
    state: 'completed',
    patch: `Index: ${path}\n--- ${path}\n+++ ${path}\n@@ -1,3 +1,3 @@\n import { b } from './b.ts'\n-export const a = ${turn}\n+export const a = ${turn + 1}\n // end\n`,
    ms: 120,
  }
  const shell = { kind: 'tool' as const, partId: part('shell'), tool: 'bash' }
  yield { ...shell, state: 'pending' }
  yield { ...shell, state: 'running', input: { command: `npm test -- round-${turn}` } }
  for (let i = 0; i < 6; i += 1) {
    yield {
      kind: 'tool_output',
      partId: part('shell'),
      delta: `\u001B[32m✓\u001B[39m test ${i} of round ${turn}\n`,
    }
  }
  if (turn % 400 === 399) {
    yield { ...shell, state: 'error', error: `Command failed in round ${turn}`, ms: 900 }
  } else {
    yield {
      ...shell,
      state: 'completed',
      output: `\u001B[32m✓\u001B[39m test of round ${turn}\n`.repeat(30),
      ms: 900,
    }
  }
  yield {
    kind: 'usage',
    messageId: part('message'),
    inputTokens: 1000,
    outputTokens: 100,
    reasoningTokens: 10,
    cacheReadTokens: 500,
    cacheWriteTokens: 50,
    cost: 0.001,
  }
}
