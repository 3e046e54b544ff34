import { buildFixPrompt } from './prompt.ts'

/** Gives work back that fails only together with that of others; the worktree holds both by then. */
export const buildIntegrationPrompt = (command: string, exitCode: number | null, output: string) =>
  `Your work was merged with that of other tasks that are already in the batch, and this worktree now holds both. Alone your work passed. Keep what the others did, and change what is needed so that all of it works together.\n\n${buildFixPrompt(command, exitCode, output)}`
