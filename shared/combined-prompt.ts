import {
  aboutProject,
  bodyOf,
  buildFixPrompt,
  howToWork,
  type ProjectParts,
  type TaskParts,
} from './prompt.ts'

/** The prompt of a run that carries out several tasks: a section for each, in the order given. */
export function buildCombinedPrompt(tasks: readonly TaskParts[], project: ProjectParts): string {
  const names = tasks.map(({ identifier }) => identifier)
  const sections = tasks.flatMap((task) => [
    `## Task ${task.identifier}: ${oneLine(task.title)}`,
    ...bodyOf(task, '###'),
  ])
  return [
    `# ${tasks.length === 1 ? '1 task' : `${tasks.length} tasks`}: ${names.join(', ')}`,
    'Carry out all of these tasks, in this order. Each has a section of its own below.',
    ...sections,
    ...aboutProject(project),
    howToWork(project, {
      opening: `You carry out ${names.join(', ')} together in one git worktree. Change files only inside it.`,
      ending:
        'When you cannot do one of the tasks, undo what you began of it, go on with the others, and say so.',
    }),
    askForReport(names),
  ].join('\n\n')
}

/** How the agent shall report: {@link readReport} understands that, and much that only looks like it. */
function askForReport(names: readonly string[]): string {
  const lines = names.map((name, index) =>
    index === 0 || names.length === 1
      ? `- ${name}: done — path/of/a/file, path/of/another`
      : `- ${name}: ${index === names.length - 1 ? 'not done — why' : 'done — path/of/a/file'}`,
  )
  return `## Your last words\n\nEnd with a report of this form: one line for each task, \`done\` or \`not done\`, then the files that you changed for it. A task counts as done only when its line names a file that was changed, or a commit that you made.\n\n## Report\n\n${lines.join('\n')}`
}

/** The report of an earlier turn holds until another one is given: a fix ends with other words. */
export const joinReports = (before: string | null, now: string): string =>
  before === null || before === '' || /^#+ *(?:\*\*)?Report\b/im.test(now) ? now : `${before}\n\n${now}`

/** Sent to the agent at work when the user leaves out one of its tasks. */
export const buildLeftOutMessage = (identifier: string) =>
  `${identifier} is not wanted any more. Do not begin it; where you have begun or done it, undo exactly that. Go on with the other tasks, and leave ${identifier} out of the report.`

/** Gives work back that fails where it is checked once more. */
export const buildCleanCheckPrompt = (command: string, exitCode: number | null, output: string) =>
  `Your commit was checked once more in a clean worktree, and there it fails although it passed in yours. Something it needs may be missing from the commit, such as a file that git ignores.\n\n${buildFixPrompt(command, exitCode, output)}`

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
