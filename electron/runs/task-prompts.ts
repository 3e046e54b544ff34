import { buildCombinedPrompt } from '#shared/combined-prompt.ts'
import type { Project } from '#shared/projects.ts'
import { buildTaskPrompt, type ProjectParts, type TaskParts } from '#shared/prompt.ts'
import type { Task } from '#shared/tasks.ts'
import type { Engine } from './engine.ts'

/** What agents are told of tasks, as those stand now. */
export class TaskPrompts {
  readonly #engine: Pick<Engine, 'tasks' | 'projects'>

  constructor(engine: Pick<Engine, 'tasks' | 'projects'>) {
    this.#engine = engine
  }

  async of(taskId: string): Promise<string> {
    const { task, parts } = await this.#partsOf(taskId)
    return buildTaskPrompt({ ...parts, ...projectParts(await this.#engine.projects.get(task.projectId)) })
  }

  /** Of several tasks in one run. */
  async ofAll(taskIds: readonly [string, ...string[]]): Promise<string> {
    const all: TaskParts[] = []
    for (const taskId of taskIds) all.push((await this.#partsOf(taskId)).parts)
    const { projectId } = await this.#engine.tasks.get(taskIds[0])
    return buildCombinedPrompt(all, projectParts(await this.#engine.projects.get(projectId)))
  }

  async #partsOf(taskId: string): Promise<{ task: Task; parts: TaskParts }> {
    const { task, author, labels, comments } = await this.#engine.tasks.forPrompt(taskId)
    const parts = {
      identifier: task.identifier,
      title: task.title,
      description: task.description,
      author,
      labels: labels.map((label) => label.name),
      comments: comments.map(({ author, body }) => ({ author, body, isForeign: author !== 'user' })),
    }
    return { task, parts }
  }
}

const projectParts = ({ instructions, checkCommand, permissions }: Project): ProjectParts => ({
  instructions,
  checkCommand,
  mayAsk: permissions.questions === 'ask',
})
