import type { Task } from '#shared/tasks.ts'
import type { Client } from './host.ts'

/** A task description that tells the practice model what to do; see electron/practice/script.ts. */
export const scripted = (...steps: unknown[]) =>
  `Do as the script says.\n\n\`\`\`openlinear-script\n${JSON.stringify(steps)}\n\`\`\`\n`

export const write = (filePath: string, content: string) => ({ tool: 'write', input: { filePath, content } })
export const bash = (command: string) => ({ tool: 'bash', input: { command, description: 'Run a command' } })

export interface Fixture {
  projectId: string
  /** Makes a task whose agent follows the script. */
  task: (title: string, ...steps: unknown[]) => Promise<Task>
}

/** A project on the practice model over a repository. */
export async function practiceProject(
  client: Client,
  localPath: string,
  options: Partial<Parameters<Client['projects']['update']>[0]> = {},
): Promise<Fixture> {
  const project = await client.projects.create({
    localPath,
    name: 'Fixture',
    model: 'practice/scripted',
    ...options,
  })
  return {
    projectId: project.id,
    task: (title, ...steps) =>
      client.tasks.create({ projectId: project.id, title, description: scripted(...steps) }),
  }
}
