import { buildCombinedPrompt } from '#shared/combined-prompt.ts'
import type { Project } from '#shared/projects.ts'
import { buildTaskPrompt, type ProjectParts, type TaskParts } from '#shared/prompt.ts'
import { keepReferences, referencesIn } from '#shared/attachment-refs.ts'
import type { Task } from '#shared/tasks.ts'
import { attachmentsOfTask } from '../attachments/attachments.ts'
import type { Engine } from './engine.ts'

/** What agents are told of tasks, as those stand now. */
export class TaskPrompts {
  readonly #engine: Pick<Engine, 'store' | 'tasks' | 'projects'>

  constructor(engine: Pick<Engine, 'store' | 'tasks' | 'projects'>) {
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
    // Words from elsewhere may name any attachment of this computer; only those go along that the user has put here.
    const own = await attachmentsOfTask(this.#engine.store.db, taskId)
    const withOwn = (text: string) => keepReferences(text, (id) => own.has(id))
    const bare = (text: string) => keepReferences(text, () => false)
    const foreign = comments.filter(({ author }) => author !== 'user').map(({ body }) => body)
    const quoted = author === null ? foreign : [task.description, ...foreign]
    const parts: TaskParts = {
      identifier: task.identifier,
      title: bare(task.title),
      description: withOwn(task.description),
      author,
      labels: labels.map((label) => bare(label.name)),
      comments: comments.map(({ author, body }) => ({
        author,
        body: withOwn(body),
        isForeign: author !== 'user',
      })),
      // What is quoted refers to nothing.
      attached: quoted.flatMap((text) => referencesIn(withOwn(text)).map((reference) => reference.text)),
    }
    return { task, parts }
  }
}

const projectParts = ({ instructions, checkCommand, permissions }: Project): ProjectParts => ({
  instructions,
  checkCommand,
  mayAsk: permissions.questions === 'ask',
})
