import type { Script, ScriptStep } from './script.ts'

/** Milliseconds between words: a run of the sample should be slow enough to be watched. */
const PACE = { delayMs: 35 }

const text = (words: string): ScriptStep => ({ text: words, ...PACE })
const think = (words: string): ScriptStep => ({ reasoning: words, ...PACE })
const edit = (filePath: string, oldString: string, newString: string): ScriptStep => ({
  tool: 'edit',
  input: { filePath, oldString, newString },
})
const runTests: ScriptStep = {
  tool: 'bash',
  input: { command: 'node --test', description: 'Run the tests' },
}
/** The plan with its first `done` points finished and the next one begun. */
const plan = (points: string[], done: number): ScriptStep => ({
  todo: points.map((point, index) => [
    point,
    index < done ? 'completed' : index === done ? 'in_progress' : 'pending',
  ]),
})

const greetPlan = ['Read the greeting and its test', 'Greet by the hour', 'Test it', 'Run the tests']
const greet: Script = [
  think('The greeting takes only a name. An optional hour keeps every existing caller working.'),
  text('I will let `greet` take the hour as a second argument and leave the plain greeting as it is.'),
  plan(greetPlan, 0),
  { parallel: [readCall('src/greeting.js'), readCall('test/greeting.test.js')] },
  plan(greetPlan, 1),
  edit(
    'src/greeting.js',
    `/** Greets somebody by name. */
export function greet(name) {
  return \`Hello, \${name}!\``,
    `/** Greets somebody by name; with an hour (0 to 23) the greeting suits the time of day. */
export function greet(name, hour) {
  return \`\${salutation(hour)}, \${name}!\`
}

function salutation(hour) {
  if (hour === undefined) return 'Hello'
  if (hour < 12) return 'Good morning'
  return hour < 18 ? 'Good afternoon' : 'Good evening'`,
  ),
  plan(greetPlan, 2),
  edit(
    'test/greeting.test.js',
    `test('greets by name', () => {
  assert.equal(greet('Ada'), 'Hello, Ada!')
})
`,
    `test('greets by name', () => {
  assert.equal(greet('Ada'), 'Hello, Ada!')
})

test('greets by the time of day', () => {
  assert.equal(greet('Ada', 0), 'Good morning, Ada!')
  assert.equal(greet('Ada', 12), 'Good afternoon, Ada!')
  assert.equal(greet('Ada', 18), 'Good evening, Ada!')
})
`,
  ),
  plan(greetPlan, 3),
  runTests,
  plan(greetPlan, 4),
  text(
    '`greet` takes an optional hour and says good morning, good afternoon or good evening; without one it still says hello. The new test covers the borders at noon and at six. Please look at those two borders: the task did not name them.',
  ),
]

const moneyPlan = ['Find the mistake', 'Add a failing test', 'Mend formatMoney', 'Run the tests']
const money: Script = [
  text('Amounts below zero come out wrong. I will first show it with a test.'),
  plan(moneyPlan, 0),
  { parallel: [readCall('src/money.js'), readCall('test/money.test.js')] },
  think('Both the quotient and the remainder of a negative amount are negative, so the sign appears twice.'),
  plan(moneyPlan, 1),
  edit(
    'test/money.test.js',
    `test('takes another symbol', () => {`,
    `test('puts the sign of a debt in front', () => {
  assert.equal(formatMoney(-1250), '-$12.50')
  assert.equal(formatMoney(-5), '-$0.05')
})

test('takes another symbol', () => {`,
  ),
  runTests,
  text('The new test fails, as expected: `formatMoney(-1250)` gives `$-12.-50`.'),
  plan(moneyPlan, 2),
  edit(
    'src/money.js',
    `  const units = Math.trunc(cents / 100)
  const rest = String(cents % 100).padStart(2, '0')
  return \`\${symbol}\${units.toLocaleString('en-US')}.\${rest}\``,
    `  const sign = cents < 0 ? '-' : ''
  const size = Math.abs(cents)
  const units = Math.trunc(size / 100)
  const rest = String(size % 100).padStart(2, '0')
  return \`\${sign}\${symbol}\${units.toLocaleString('en-US')}.\${rest}\``,
  ),
  plan(moneyPlan, 3),
  runTests,
  plan(moneyPlan, 4),
  text(
    'Negative amounts are formatted with one sign in front, such as `-$12.50`. The cause was that the sign stayed in both parts of the amount. The test that showed the mistake now passes.',
  ),
]

const readmePlan = ['Read the sources', 'Describe each function', 'Check the examples']
const readme: Script = [
  text('I will read the sources, so that the README says what they really do.'),
  plan(readmePlan, 0),
  {
    parallel: [
      readCall('src/greeting.js'),
      readCall('src/money.js'),
      readCall('src/text.js'),
      readCall('README.md'),
    ],
  },
  plan(readmePlan, 1),
  edit(
    'README.md',
    '## Tests\n',
    `## Use

| Function | Example | Result |
| --- | --- | --- |
| \`greet(name)\` | \`greet('Ada')\` | \`Hello, Ada!\` |
| \`formatMoney(cents, symbol)\` | \`formatMoney(123450)\` | \`$1,234.50\` |
| \`slugify(title)\` | \`slugify('Hello, World')\` | \`hello-world\` |
| \`camelCase(title)\` | \`camelCase('Hello, World')\` | \`helloWorld\` |

\`\`\`js
import { slugify } from './src/text.js'

slugify('Hello, World') // hello-world
\`\`\`

## Tests
`,
  ),
  plan(readmePlan, 2),
  {
    tool: 'bash',
    input: {
      command: `node -e "import('./src/text.js').then((m) => console.log(m.slugify('Hello, World'), m.camelCase('Hello, World')))"`,
      description: 'Check the examples of the README',
    },
  },
  runTests,
  plan(readmePlan, 3),
  text(
    'The README lists every function with an example and its result. I ran the examples for text; the others are those of the tests. No code was changed.',
  ),
]

const textPlan = ['Read the code and its tests', 'Take out what is written twice', 'Run the tests']
const refactor: Script = [
  text('`slugify` and `camelCase` cut a title into words with the same lines. I will give those a name.'),
  plan(textPlan, 0),
  { parallel: [readCall('src/text.js'), readCall('test/text.test.js')] },
  runTests,
  plan(textPlan, 1),
  think('Filtering empty words belongs to the shared part too; then both callers only join.'),
  edit(
    'src/text.js',
    `export function slugify(title) {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
  return words.filter((word) => word !== '').join('-')
}`,
    `export function slugify(title) {
  return words(title).join('-')
}`,
  ),
  edit(
    'src/text.js',
    `export function camelCase(title) {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
  return words
    .filter((word) => word !== '')
    .map((word, index) => (index === 0 ? word : word[0].toUpperCase() + word.slice(1)))
    .join('')
}
`,
    `export function camelCase(title) {
  return words(title)
    .map((word, index) => (index === 0 ? word : word[0].toUpperCase() + word.slice(1)))
    .join('')
}

/** The words of a title in lower case, without punctuation. */
const words = (title) => title.toLowerCase().match(/[a-z0-9]+/g) ?? []
`,
  ),
  plan(textPlan, 2),
  runTests,
  plan(textPlan, 3),
  text(
    'Both functions now share `words`, which finds the words of a title instead of cutting around them. Behaviour is the same: the tests pass unchanged, the one for a title without words included.',
  ),
]

const farewellPlan = ['Read the greeting', 'Ask how a farewell should sound', 'Write it', 'Run the tests']
const farewell: Script = [
  text('The farewell can look like the greeting. How it should sound is for you to say.'),
  plan(farewellPlan, 0),
  { parallel: [readCall('src/greeting.js'), readCall('test/greeting.test.js')] },
  plan(farewellPlan, 1),
  {
    question: {
      header: 'Farewell',
      text: 'What should the library say when somebody leaves?',
      options: ['Goodbye', 'See you soon', 'Fair winds'],
    },
  },
  plan(farewellPlan, 2),
  {
    tool: 'write',
    input: {
      filePath: 'src/farewell.js',
      content: `/** Says goodbye to somebody by name. */
export function farewell(name) {
  return \`{{answer|Goodbye}}, \${name}!\`
}
`,
    },
  },
  {
    tool: 'write',
    input: {
      filePath: 'test/farewell.test.js',
      content: `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { farewell } from '../src/farewell.js'

test('says goodbye by name', () => {
  assert.equal(farewell('Ada'), '{{answer|Goodbye}}, Ada!')
})
`,
    },
  },
  plan(farewellPlan, 3),
  runTests,
  plan(farewellPlan, 4),
  text(
    'The library now says “{{answer|Goodbye}}” when somebody leaves. It has a file and a test of its own.',
  ),
]

function readCall(filePath: string) {
  return { tool: 'read', input: { filePath } }
}

/** Scripts that a marker in a task's description names. */
export const sampleScripts: Readonly<Record<string, Script>> = { greet, money, readme, refactor, farewell }
