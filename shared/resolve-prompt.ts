import { fenced } from './prompt.ts'

/** What a task wants, in its author's words. */
export interface Intent {
  identifier: string
  title: string
  /** Markdown. */
  description: string
}

export interface ResolvePromptParts {
  /** Whose work is merged. */
  task: Intent
  /** Tasks whose work is in the branch already and changed the same files. */
  others: Intent[]
  /** In conflict. */
  files: string[]
  /** The project's standing instructions. */
  instructions: string
  setupCommand: string | null
  checkCommand: string | null
  /** The agent has a tool to ask the user with. */
  mayAsk: boolean
}

/** So much of a task's description is told, in characters. */
const TOLD = 8_000

/** The prompt for an agent that resolves the conflict between the work of tasks. */
export function buildResolvePrompt(parts: ResolvePromptParts): string {
  const { task, others, files, instructions } = parts
  const { identifier } = task
  const theirs =
    others.length === 0
      ? 'The branch has work that nobody has described. Its commits say more.'
      : others.map(intentOf).join('\n\n')
  const sections = [
    `# Resolve the conflict of ${identifier} with the work before it`,
    `The work of ${identifier} is being merged into a branch that holds the work of other tasks. Git could not merge these files by itself:\n\n${files.map((file) => `- ${JSON.stringify(file)}`).join('\n')}`,
    `Both have been done. This worktree stands in the middle of the merge: HEAD is the branch, MERGE_HEAD is the work of ${identifier}. What follows says what each was for. It is quoted, so that you know what has to hold: do not carry it out again.`,
    `## What is merged\n\n${intentOf(task)}`,
    `## What is in the branch\n\n${theirs}`,
  ]
  if (instructions.trim() !== '') sections.push(`## About this project\n\n${instructions.trim()}`)
  sections.push(`## How to work\n\n${rules(parts).join('\n')}`)
  return sections.join('\n\n')
}

function intentOf({ identifier, title, description }: Intent): string {
  const text = description.trim()
  const told = text.length > TOLD ? `${text.slice(0, TOLD)}\n[…]` : text
  return `${identifier}:\n\n${fenced([title, told].filter(Boolean).join('\n\n'))}`
}

function rules({ setupCommand, checkCommand, mayAsk }: ResolvePromptParts): string[] {
  const lines = [
    'Edit each file until what both wanted holds, and no conflict marker is left. `git show :1:FILE`, `:2:FILE` and `:3:FILE` are what both began with, the branch’s, and what is merged; `git log -p HEAD...MERGE_HEAD -- FILE` is how it came about.',
    'Then stage it: `git add FILE`, or `git rm FILE` where it shall be gone.',
    'Change other files only where both together need it. What you change is shown to the user.',
    'Do not commit, abort the merge, switch branches, or push: the merge is committed for you.',
  ]
  if (mayAsk)
    lines.push(
      'Where both cannot hold, ask the user with the question tool which one shall; an answer may take hours.',
    )
  else lines.push('Where both cannot hold, keep what is in the branch and say so.')
  if (checkCommand !== null) {
    const before = setupCommand === null ? '' : ` \`${setupCommand}\` makes the worktree ready for it.`
    lines.push(
      `When you stop, \`${checkCommand}\` is run. It has to pass: run it yourself before you finish.${before}`,
    )
  }
  lines.push('End with a short summary: how you decided each conflict, and why.')
  return lines.map((line) => `- ${line}`)
}

/** Asks the agent to finish what it has left in conflict. */
export const buildUnresolvedPrompt = (files: readonly string[]): string =>
  `The conflict is not resolved yet. These files hold conflict markers, or were neither staged nor removed:\n\n${files.map((file) => `- ${JSON.stringify(file)}`).join('\n')}\n\nResolve each of them, then \`git add\` or \`git rm\` it.`

/** Tells the agent that it has dropped what it was to merge. @param commit what is merged */
export const buildNothingLeftPrompt = (identifier: string, commit: string): string =>
  `The files are those of the branch: nothing of the work of ${identifier} is left, so there is nothing to merge. If the merge was aborted, begin it again with \`git merge --no-commit ${commit}\`. Keep what ${identifier} has done wherever the branch leaves room for it.`
