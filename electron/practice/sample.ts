import type { Priority, TaskStatus } from '#shared/tasks.ts'

export { sampleFiles, type SampleFile } from './sample-files.ts'

export interface SampleTask {
  title: string
  /** Markdown; the comment at its end picks the practice model's script and is invisible when rendered. */
  description: string
  priority: Priority
  /** Names. */
  labels: string[]
  status: TaskStatus
}

/** Five small tasks for the sample project. They can be done and merged in any order. */
export const sampleTasks: readonly SampleTask[] = [
  {
    title: 'Greet people by the time of day',
    description: `\`greet\` always says hello. Let it take the hour as well and greet accordingly:

- before noon: *Good morning*
- in the afternoon: *Good afternoon*
- later: *Good evening*

Without an hour it says hello, as before. Add a test.

<!-- practice: greet -->`,
    priority: 'medium',
    labels: ['feature'],
    status: 'todo',
  },
  {
    title: 'Negative amounts are formatted wrongly',
    description: `\`formatMoney(-1250)\` gives \`$-12.-50\`. It should give \`-$12.50\`.

Show the mistake with a test first, then mend it.

<!-- practice: money -->`,
    priority: 'high',
    labels: ['bug'],
    status: 'todo',
  },
  {
    title: 'Say in the README what the library can do',
    description: `The README does not name a single function. List each of them with an example and what it gives.

<!-- practice: readme -->`,
    priority: 'low',
    labels: ['docs'],
    status: 'todo',
  },
  {
    title: 'slugify and camelCase share their first half',
    description: `Both cut a title into words with the same five lines. Take them out, without a change in behaviour.

<!-- practice: refactor -->`,
    priority: 'low',
    labels: ['refactoring'],
    status: 'backlog',
  },
  {
    title: 'Say goodbye as well',
    description: `There is a greeting and no farewell. Add \`farewell(name)\` with a test.

How it should sound is not decided: ask me.

<!-- practice: farewell -->`,
    priority: 'low',
    labels: ['feature'],
    status: 'backlog',
  },
]
