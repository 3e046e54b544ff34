import { expect, test } from 'vitest'
import { piecesOf, toolCall } from './answer.ts'
import { dueCall, type ChatMessage } from './conversation.ts'
import { sampleScripts } from './sample-scripts.ts'
import { sampleFiles, sampleTasks } from './sample.ts'
import { buildCombinedPrompt } from '#shared/combined-prompt.ts'
import { combinedScript } from './combined.ts'
import { callsOf, script, scriptBlock, scriptIn, type Script } from './script.ts'

const user = (content: string): ChatMessage => ({ role: 'user', content })
const called: ChatMessage[] = [
  { role: 'assistant', content: '', tool_calls: [{}] },
  { role: 'tool', content: 'ok' },
]
const said: ChatMessage = { role: 'assistant', content: 'Done.' }
const system: ChatMessage = { role: 'system', content: '<env>\n  Working directory: /work/tree\n</env>' }

const due = (messages: ChatMessage[], tools: unknown[] = [{}]) =>
  dueCall({ messages: [system, ...messages], tools }, sampleScripts)
const proseOf = (messages: ChatMessage[]) =>
  due(messages).call.prose.map((one) => ('text' in one ? one.text : ''))

const SCRIPT: Script = [
  { text: 'First.' },
  { tool: 'bash', input: { command: 'true', description: 'x' } },
  { text: 'Second.' },
  { tool: 'bash', input: { command: 'true', description: 'x' } },
  { text: 'Third.' },
  { onFix: [{ text: 'Fixed.' }] },
]
const task = user(`# Title\n\n${scriptBlock(SCRIPT)}\n\nand more`)

test('every answer of the model is one call of the script', () => {
  expect(callsOf(SCRIPT).calls).toHaveLength(3)
  expect(proseOf([task])).toEqual(['First.'])
  expect(proseOf([task, ...called])).toEqual(['Second.'])
  expect(proseOf([task, ...called, ...called])).toEqual(['Third.'])
  expect(due([task, ...called]).place).toBe('0.1')
  expect(due([task]).directory).toBe('/work/tree')
})

test('what a broken connection left behind is no answer', () => {
  expect(proseOf([task, { role: 'assistant', content: 'Fir' }, ...called])).toEqual(['Second.'])
  const last = [...called, ...called, { role: 'assistant', content: 'Thi' }]
  expect(proseOf([task, ...last])).toEqual(['Third.'])
})

test('later turns: fix, own script, and nothing left to do', () => {
  const finished = [task, ...called, ...called, said]
  expect(proseOf([...finished, user('Mend it.')])).toEqual(['Fixed.'])
  expect(proseOf([...finished, user('Mend it.'), said, user('More?')])).toEqual([
    'Understood. Nothing more to do.',
  ])
  expect(proseOf([...finished, user(scriptBlock([{ text: 'Other.' }]))])).toEqual(['Other.'])
})

test('words before a tool call that never came are no answer', () => {
  const plain = user(scriptBlock(SCRIPT.slice(0, -1)))
  const cut: ChatMessage = { role: 'assistant', content: '' }
  const again = user('You were interrupted.')
  expect(proseOf([plain, cut, again])).toEqual(['First.'])
  expect(proseOf([plain, cut, again, again])).toEqual(['First.'])
  expect(proseOf([plain, ...called, cut, again])).toEqual(['Second.'])
  expect(proseOf([plain, ...called, again, cut, again, ...called])).toEqual(['Third.'])
})

test('a turn that was cut off goes on', () => {
  const plain = user(scriptBlock(SCRIPT.slice(0, -1)))
  expect(proseOf([plain, ...called, user('You were interrupted.')])).toEqual(['Second.'])
  expect(proseOf([plain, ...called, user('You were interrupted.'), ...called])).toEqual(['Third.'])
  expect(due([plain, ...called, user('You were interrupted.')])).toMatchObject({
    place: '1.1',
    origin: '0.1',
  })
  expect(due([task, ...called, ...called, said, user('Mend it.')])).toMatchObject({ origin: '1.0' })
})

test('a task without a script gets a note', () => {
  const messages = [user('# Make it *fast*\n\nPlease.')]
  expect(proseOf(messages)[0]).toContain('scripted practice model')
  const calls = [0, 1, 2, 3].map(
    (count) => due([...messages, ...Array(count).fill(called).flat()]).call.calls[0],
  )
  expect(calls[2]).toMatchObject({ tool: 'write', input: { filePath: 'PRACTICE-make-it-fast.md' } })
})

test('an answer of the user goes into what follows', () => {
  const steps: Script = [
    { question: { text: 'How?', header: 'How', options: ['One', 'Two'] } },
    { tool: 'write', input: { filePath: 'a.txt', content: '{{answer|None}}!' } },
    { text: 'I wrote {{answer|None}}.' },
  ]
  const after = (answer: string): ChatMessage[] => [
    user(scriptBlock(steps)),
    { role: 'assistant', content: '', tool_calls: [{}] },
    { role: 'tool', content: answer },
  ]
  const answered = (said: string) =>
    `User has answered your questions: "How?"="${said}". You can now continue with the user's answers in mind.`
  const written = (answer: string) => due(after(answer)).call.calls[0]
  expect(written(answered('Two'))).toMatchObject({ input: { content: 'Two!' } })
  expect(written(answered('O\'Hara `${x}` \\ "all", bye'))).toMatchObject({
    input: { content: 'OHara x  all, bye!' },
  })
  const own = 'Farewell until we meet again in the halls of the old mountain'
  expect(written(answered(own))).toMatchObject({ input: { content: `${own}!` } })
  const none =
    'The user does not want to answer this. Decide for yourself what the author of the task would most likely want, and go on.'
  expect(written(answered(none))).toMatchObject({ input: { content: 'None!' } })
  expect(written('The user dismissed this question')).toMatchObject({ input: { content: 'None!' } })
  expect(proseOf([...after(answered('One')), ...called])).toEqual(['I wrote One.'])
})

test('requests without tools ask for a summary', () => {
  expect(due([task], []).place).toBe('summary')
})

test('mistakes in a script are said in words', () => {
  expect(() => due([user(scriptBlock([{ txt: 'x' }] as unknown as Script))])).toThrow(
    'This is no practice script',
  )
  expect(() => due([user('<!-- practice: nothing -->')])).toThrow('no practice script named nothing')
})

test('a long block with fences and newlines in its strings', () => {
  const steps: Script = [{ tool: 'write', input: { filePath: 'a.md', content: '```js\nx\n```\n' } }]
  expect(scriptIn(`before\n${scriptBlock(steps)}\nafter\n\`\`\`\n`, {})).toEqual(steps)
})

test('a prompt of several tasks has their scripts followed one after the other, with a report', () => {
  const project = { instructions: 'Be brief.', checkCommand: null, mayAsk: false }
  const task = (identifier: string, ...steps: Script) => ({
    identifier,
    title: `Task ${identifier}`,
    description: steps.length === 0 ? 'Whatever.' : scriptBlock(steps),
    labels: [],
    comments: [],
  })
  const bash = (command: string) => ({ tool: 'bash', input: { command, description: 'Run' } })
  const tasks = [
    task('APP-1', bash('echo x >> a.txt; ls > /dev/null'), { text: 'First.' }),
    task('APP-2', { text: 'There is nothing to do.' }),
    task('APP-3'),
  ]
  const prompt = buildCombinedPrompt(tasks, project)
  const steps = combinedScript(prompt, (section, title) => scriptIn(section, {}) ?? [{ text: title }]) ?? []
  expect(steps.slice(0, -1)).toEqual([
    bash('echo x >> a.txt; ls > /dev/null'),
    { text: 'First.' },
    { text: 'There is nothing to do.' },
    { text: 'Task APP-3' },
  ])
  const report = (steps.at(-1) as { text: string }).text
  expect(report).toContain('## Report\n\n- APP-1: done — a.txt\n- APP-2: not done')
  const own = task('APP-2', { text: '## Report\n\nMine.' })
  const last = combinedScript(
    buildCombinedPrompt([own, own], project),
    (section) => scriptIn(section, {}) ?? [],
  )
  expect(last).toHaveLength(2)
  expect(combinedScript('# 2 things to do', () => [])).toBeNull()
})

test('paths become absolute, broken arguments stay broken', () => {
  expect(toolCall({ tool: 'read', input: { filePath: 'a/b' } }, 'id', '/w').arguments).toBe(
    '{"filePath":"/w/a/b"}',
  )
  expect(toolCall({ tool: 'read', input: { filePath: '/a' } }, 'id', '/w').arguments).toBe(
    '{"filePath":"/a"}',
  )
  expect(() => JSON.parse(toolCall({ malformedTool: true }, 'id', null).arguments)).toThrow()
})

test('pieces add up to the text', () => {
  const text = 'One two\n\n  three.'
  expect(
    piecesOf({ text }, 1)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text)
  expect(piecesOf({ text, chunks: 3 }, 1)).toHaveLength(3)
  expect(piecesOf({ deltas: 5_000 }, 1)).toHaveLength(5_000)
})

test('the sample’s scripts are valid and edit what its files hold', () => {
  for (const [name, steps] of Object.entries(sampleScripts)) {
    expect(script.safeParse(steps).success, name).toBe(true)
    const files = new Map(sampleFiles.map(({ path, content }) => [path, content]))
    for (const step of steps) {
      if (!('tool' in step) || step.tool !== 'edit') continue
      const { filePath, oldString, newString } = step.input as Record<string, string>
      const content = files.get(filePath ?? '') ?? ''
      expect(content.split(oldString ?? ''), `${name}: ${filePath}`).toHaveLength(2)
      files.set(
        filePath ?? '',
        content.replace(oldString ?? '', () => newString ?? ''),
      )
    }
  }
  for (const task of sampleTasks) expect(scriptIn(task.description, sampleScripts), task.title).not.toBeNull()
})

test('a block for one model is not followed by the others', () => {
  const text = `${scriptBlock([{ text: 'All.' }])}\n\n${scriptBlock([{ text: 'B.' }], 'scripted-b')}`
  const said = (model: string) =>
    dueCall({ messages: [system, user(text)], tools: [{}], model }, {}).call.prose
  expect(said('scripted')).toEqual([{ text: 'All.' }])
  expect(said('scripted-b')).toEqual([{ text: 'B.' }])
  expect(scriptIn(scriptBlock([{ text: 'B.' }], 'scripted-b'), {}, 'scripted')).toBeNull()
})
