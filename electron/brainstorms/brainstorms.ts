import { isDeepStrictEqual } from 'node:util'
import { type Plan, planJson, planProblem } from '#shared/brainstorm-plan.ts'
import { buildBrainstormPrompt, type EarlierRound } from '#shared/brainstorm-prompt.ts'
import { type BrainstormStatus, isUnderWay } from '#shared/brainstorm-state.ts'
import type {
  acceptPlan,
  CreateBrainstorm,
  ListedBrainstorm,
  RetryBrainstorm,
  WholeBrainstorm,
} from '#shared/brainstorms.ts'
import { AppError, unlessGone } from '#shared/errors.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import { keptChoice, workerAfter } from '#shared/worker.ts'
import type { z } from 'zod'
import type { Projects } from '../projects/projects.ts'
import type { Runs } from '../runs/runs.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Comments } from '../tasks/comments.ts'
import type { Labels } from '../tasks/labels.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { makeTasks, unmakeTasks } from './accept.ts'
import { brainstormReader } from './brainstorm-reader.ts'
import { BrainstormRecords, createdIn, toBrainstorm } from './brainstorm-records.ts'
import { type BrainstormRow, editOf, goalOf, isEdited, proposedBy } from './standing.ts'

/** Goals that an agent makes plans of. A brainstorm is named by its goal: its id or identifier. */
export interface Brainstorms {
  /** The newest ones, the latest first. */
  list(): Promise<{ items: ListedBrainstorm[]; seq: number }>
  /** @throws AppError NOT_FOUND, as all that take an id */
  get(id: string): Promise<WholeBrainstorm>
  /** @throws AppError BAD_REQUEST for a parent of another project, and what `Readings.begin` throws */
  create(input: CreateBrainstorm): Promise<WholeBrainstorm>
  /** @param plan null = as the agent has proposed it. @throws AppError CONFLICT when it is another one by now */
  edit(id: string, plan: Plan | null, revision?: number): Promise<WholeBrainstorm>
  /** A new run that is told the plan as it stands. @throws AppError ILLEGAL_TRANSITION while there is none */
  change(id: string, comments: string): Promise<WholeBrainstorm>
  /**
   * The last run once more, by the same model unless another is named.
   *
   * @throws AppError ILLEGAL_TRANSITION unless that has failed or was cancelled
   */
  retry(input: RetryBrainstorm): Promise<WholeBrainstorm>
  /** One that was accepted is answered as it is. @throws AppError ILLEGAL_TRANSITION, BAD_REQUEST */
  accept(input: z.output<typeof acceptPlan>): Promise<WholeBrainstorm>
  /** @throws AppError CONFLICT: see {@link unmakeTasks} */
  takeBack(id: string): Promise<WholeBrainstorm>
  /** @throws AppError ILLEGAL_TRANSITION for one that was accepted */
  dismiss(id: string, dismissed: boolean): Promise<WholeBrainstorm>
}

export interface BrainstormsOptions {
  store: Store
  tasks: Tasks
  labels: Labels
  comments: Comments
  projects: Projects
  runs: Runs
  /** Stands between accepting and its answer; for tests that kill the host there. */
  onAccepted?: ((taskId: string) => void) | undefined
}

/** So many are listed. */
const MOST = 100

export function createBrainstorms(options: BrainstormsOptions): Brainstorms {
  const { store, tasks, labels, projects, runs } = options
  const records = new BrainstormRecords(store, async (taskId, db) =>
    proposedBy(await runs.readingsOf(taskId, db)),
  )
  const { nowOf, statusOf, whole } = brainstormReader({ store, tasks, runs, records })

  /** @throws AppError NOT_FOUND for a task that is no goal of a brainstorm */
  const idOf = async (id: string) => (await tasks.get(id)).id

  /** Who has written a goal's description at GitHub: whoever has written the same of the task that it breaks down. */
  async function authorOf(description: string, parentId: string | null): Promise<string | null> {
    const parent = parentId === null ? null : await tasks.forPrompt(parentId).catch(unlessGone)
    return parent?.task.description.trim() === description.trim() ? parent.author : null
  }

  /** What the agent is told of a goal that may not be there yet, but for its identifier. */
  async function promptOf(
    { projectId, title, description }: Pick<Task, 'projectId' | 'title' | 'description'>,
    parentId: string | null,
    earlier: EarlierRound | null,
  ): Promise<(identifier: string) => string> {
    const { instructions, checkCommand } = await projects.get(projectId)
    const names = (await labels.list()).items.map(({ name }) => name)
    const author = await authorOf(description, parentId)
    return (identifier) =>
      buildBrainstormPrompt({
        goal: { identifier, title, description, author, labels: [], comments: [] },
        project: { instructions, checkCommand, mayAsk: true },
        labels: names,
        earlier,
      })
  }

  async function newGoal(
    tx: Tx,
    input: { projectId: string; title: string; description: string },
    parentId: string | null,
  ): Promise<Task> {
    const goal = await tasks.createGoalIn(tx, input)
    await records.insert(tx, {
      task_id: goal.id,
      project_id: goal.projectId,
      parent_id: parentId,
      revision: 0,
      created_at: store.now(),
    })
    return goal
  }

  return {
    async list() {
      const seq = await store.seq()
      const items: ListedBrainstorm[] = []
      for (const row of await records.newest(MOST)) {
        const own = await runs.readingsOf(row.task_id)
        const goal = await tasks.get(row.task_id)
        items.push({ brainstorm: toBrainstorm(row, proposedBy(own)), status: await statusOf(row, own), goal })
      }
      return { items, seq }
    },

    get: async (id) => whole(await idOf(id)),

    async create(input) {
      const parent = input.parentId === undefined ? null : await tasks.get(input.parentId)
      if (parent !== null && (parent.projectId !== input.projectId || parent.isGoal))
        throw new AppError('BAD_REQUEST', `${parent.identifier} is no task of this project.`, {
          id: parent.id,
        })
      const words = goalOf(input.goal)
      const prompt = await promptOf({ projectId: input.projectId, ...words }, parent?.id ?? null, null)
      const planner = { model: input.model ?? null, variant: input.variant ?? null }
      const id = await runs.beginReading(input.projectId, planner, async (tx, begin) => {
        const goal = await newGoal(tx, { projectId: input.projectId, ...words }, parent?.id ?? null)
        await begin(goal.id, prompt(goal.identifier))
        return goal.id
      })
      return whole(id)
    },

    async edit(id, plan, revision) {
      const taskId = await idOf(id)
      await store.write(async (tx) => {
        const { row, status, proposed } = await nowOf(taskId, tx.db)
        requireStill(status)
        if (revision !== undefined && revision !== row.revision)
          throw new AppError(
            'CONFLICT',
            'The plan was changed elsewhere meanwhile. Look at it again first.',
            {
              revision: row.revision,
            },
          )
        await records.update(tx, taskId, {
          ...editOf(plan, proposed),
          revision: row.revision + 1,
        })
      })
      return whole(taskId)
    },

    async change(id, comments) {
      const taskId = await idOf(id)
      const { row, runs: own, plan, proposed } = await nowOf(taskId)
      const last = own.at(-1)
      if (plan === null || plan.tasks.length === 0 || last === undefined)
        throw illegal('There is no plan yet that could be changed.')
      const problem = planProblem(plan)
      if (problem !== null) throw new AppError('BAD_REQUEST', `${problem} Mend that in the plan first.`)
      const answers = (await Promise.all(own.map((run) => runs.answersOf(run.id)))).flat()
      const goal = await tasks.get(taskId)
      const prompt = await promptOf(goal, row.parent_id, {
        plan: planJson(plan),
        isEdited: isEdited(row, proposed),
        answers,
        comments,
      })
      await runs.beginReading(row.project_id, last, async (tx, begin) => {
        const now = await nowOf(taskId, tx.db)
        requireStill(now.status)
        if (now.row.revision !== row.revision)
          throw new AppError('CONFLICT', 'The plan was changed meanwhile. Look at it again first.')
        await begin(taskId, prompt(goal.identifier))
      })
      return whole(taskId)
    },

    async retry({ id, ...chosen }) {
      const taskId = await idOf(id)
      const { row, runs: own } = await nowOf(taskId)
      const last = own.at(-1)
      if (last === undefined) throw illegal('There is nothing to try again.')
      const planner = workerAfter(last, keptChoice(last, chosen))
      await runs.beginReading(row.project_id, planner, async (tx, begin) => {
        const { status } = await nowOf(taskId, tx.db)
        if (status !== 'failed' && status !== 'cancelled')
          throw illegal('Only what has failed or was cancelled can be tried again.')
        await begin(taskId, last.prompt)
      })
      return whole(taskId)
    },

    async accept({ id, plan: given, status: column, asSubTasks }) {
      const taskId = await idOf(id)
      await store.write(async (tx) => {
        const { row, status, plan, proposed } = await nowOf(taskId, tx.db)
        // A second click, or a first one whose answer was lost.
        if (row.accepted_at !== null) return
        requireStill(status)
        const accepted = given ?? plan
        if (accepted === null) throw illegal('There is no plan yet that could be accepted.')
        const problem = planProblem(accepted)
        if (problem !== null) throw new AppError('BAD_REQUEST', problem)
        const goal = await tasks.get(taskId, tx.db)
        const above = asSubTasks ? await parentIn(tx, row, goal) : { id: null, made: [] }
        const made = await makeTasks(options, tx, accepted, goal, { status: column, parentId: above.id })
        await records.update(tx, taskId, {
          // The page sends the plan as it stands, too: that changes nothing, nor what was replaced before.
          ...(isDeepStrictEqual(accepted, plan)
            ? {}
            : { ...editOf(accepted, proposed), revision: row.revision + 1 }),
          accepted_at: store.now(),
          created_task_ids: JSON.stringify([...above.made, ...made]),
        })
        await tasks.recordExecution(tx, taskId, { status: 'done', actor: 'user' })
      })
      options.onAccepted?.(taskId)
      return whole(taskId)
    },

    async takeBack(id) {
      const taskId = await idOf(id)
      await store.write(async (tx) => {
        const row = await records.row(taskId, tx.db)
        if (row.accepted_at === null) return
        await unmakeTasks(options, tx, createdIn(row))
        await records.update(tx, taskId, { accepted_at: null, created_task_ids: null })
        await tasks.recordExecution(tx, taskId, { status: 'in_review', actor: 'user' })
      })
      return whole(taskId)
    },

    async dismiss(id, dismissed) {
      const taskId = await idOf(id)
      const open = (await nowOf(taskId)).runs.find(({ status }) => !isTerminal(status))
      // First: what was dismissed shall cost nothing more.
      if (dismissed && open !== undefined) await runs.cancel(open.id)
      await store.write(async (tx) => {
        const { row, runs: own } = await nowOf(taskId, tx.db)
        if (row.accepted_at !== null) throw illegal('The plan was accepted. Take that back first.')
        if ((row.dismissed_at !== null) === dismissed) return
        await records.update(tx, taskId, { dismissed_at: dismissed ? store.now() : null })
        const status = dismissed ? 'cancelled' : own.at(-1)?.status === 'succeeded' ? 'in_review' : 'todo'
        await tasks.recordExecution(tx, taskId, { status, actor: 'user' })
      })
      return whole(taskId)
    },
  }

  /** What the tasks of a plan stand below. */
  async function parentIn(
    tx: Tx,
    { parent_id }: BrainstormRow,
    goal: Task,
  ): Promise<{ id: string; made: string[] }> {
    if (parent_id !== null) return { id: (await tasks.get(parent_id, tx.db)).id, made: [] }
    const { projectId, title, description } = goal
    // Nobody begins it by itself there.
    const { id } = await tasks.createIn(tx, { projectId, title, description, status: 'backlog' })
    return { id, made: [id] }
  }
}

const illegal = (message: string) => new AppError('ILLEGAL_TRANSITION', message)

/** @throws AppError ILLEGAL_TRANSITION while an agent is at it, and once it is over */
function requireStill(status: BrainstormStatus): void {
  if (isUnderWay(status)) throw illegal('The agent is at the plan. Wait for it, or cancel it first.')
  if (status === 'accepted') throw illegal('The plan was accepted. Take that back first.')
  if (status === 'dismissed') throw illegal('It was dismissed. Take it up again first.')
}
