import { describe, expect, test } from 'vitest'
import { readPlan } from './read-plan.ts'

const block = (value: unknown) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``
const tasks = (...list: unknown[]) => ({ summary: 'S', tasks: list })
const titles = (text: string) => readPlan(text).plan?.tasks.map(({ title }) => title)

describe('what is read', () => {
  const one = tasks({ title: 'One' })
  test.each([
    ['a block at the end of prose', `I looked.\n\n${block(one)}`],
    ['words after it', `${block(one)}\n\nShall I go on?`],
    ['a fence without a name', `\`\`\`\n${JSON.stringify(one)}\n\`\`\``],
    ['a longer fence', `\`\`\`\`json\n${JSON.stringify(one)}\n\`\`\`\``],
    ['a fence that is never closed', `\`\`\`json\n${JSON.stringify(one)}`],
    ['no fence at all', JSON.stringify(one)],
    ['no fence within prose', `Here it is: ${JSON.stringify(one)} Good luck.`],
    ['an indented fence', `  \`\`\`json\n  ${JSON.stringify(one)}\n  \`\`\``],
    ['a list without the rest', block([{ title: 'One' }])],
    ['commas that are too many', '```json\n{"tasks": [{"title": "One",},],}\n```'],
    ['a draft before it', `${block(tasks({ title: 'Draft' }))}\n\nBetter:\n\n${block(one)}`],
    ['an example after it that is none', `${block(one)}\n\n${block({ example: true })}`],
    ['fields of its own', block({ ...one, risks: ['none'] })],
  ])('%s', (_, text) => expect(titles(text)).toEqual(['One']))

  test('every field, and what stands for those that are left out', () => {
    const full = {
      key: 7,
      title: ' A\n title ',
      description: '```js\nx\n```',
      acceptanceCriteria: ['It works', 'It works', ''],
      labels: ['bug'],
      priority: 'High',
      estimate: 2.5,
      dependsOn: ['the other'],
      files: ['src/a.ts'],
    }
    expect(readPlan(block(tasks(full, { title: 'The other' }))).plan?.tasks).toEqual([
      {
        key: '7',
        title: 'A title',
        description: '```js\nx\n```',
        criteria: ['It works'],
        labels: ['bug'],
        priority: 'high',
        estimate: 2.5,
        dependsOn: ['2'],
        files: ['src/a.ts'],
        included: true,
      },
      {
        key: '2',
        title: 'The other',
        description: '',
        criteria: [],
        labels: [],
        priority: 'none',
        estimate: null,
        dependsOn: [],
        files: [],
        included: true,
      },
    ])
  })

  test('null where something is left out', () => {
    const given = {
      title: 'One',
      key: undefined,
      description: null,
      labels: null,
      priority: null,
      estimate: null,
    }
    expect(titles(block(tasks(given)))).toEqual(['One'])
  })
})

describe('what is refused, and why', () => {
  test.each([
    ['nothing', '', 'no block of JSON'],
    ['prose', 'I would begin with the tests.', 'no block of JSON'],
    ['broken JSON', '```json\n{"tasks": [}\n```', 'not valid JSON'],
    ['no list', block({ tasks: 'One' }), '“tasks”: must be a list of tasks'],
    ['no task', block(tasks()), 'The plan has no task'],
    ['a task that is none', block(tasks('One')), '“tasks[0]”'],
    ['no title', block(tasks({ title: ' ' })), '“tasks[0].title”: is empty'],
    ['a title that is too long', block(tasks({ title: 'x'.repeat(301) })), 'more than 300 characters'],
    ['a foreign priority', block(tasks({ title: 'A', priority: 'asap' })), 'must be one of none, urgent'],
    ['an estimate in words', block(tasks({ title: 'A', estimate: 'two days' })), 'must be a number or null'],
    [
      'criteria that are no list',
      block(tasks({ title: 'A', acceptanceCriteria: 'x' })),
      'acceptanceCriteria',
    ],
    ['two of a name', block(tasks({ title: 'A' }, { title: 'a' })), 'Two tasks are called'],
    ['two of a key', block(tasks({ key: '1', title: 'A' }, { key: '1', title: 'B' })), 'have the key “1”'],
    [
      'a stranger',
      block(tasks({ title: 'A', dependsOn: ['9'] })),
      'depends on “9”, which is not in the plan',
    ],
    ['itself', block(tasks({ title: 'A', dependsOn: ['1'] })), 'depends on itself'],
    [
      'a cycle',
      block(tasks({ title: 'A', dependsOn: ['2'] }, { title: 'B', dependsOn: ['1'] })),
      'wait for each other: “A” → “B”',
    ],
    [
      'too many',
      block(tasks(...Array.from({ length: 51 }, (_, at) => ({ title: `T${at}` })))),
      'more than 50',
    ],
  ])('%s', (_, text, problem) => {
    const read = readPlan(text)
    expect(read.plan).toBeNull()
    expect(read.problem).toContain(problem)
  })
})
