import type { SaidWords } from '#shared/steering.ts'
import type { Store } from '../store/store.ts'

/** Letters of all that is answered at once; what is older than would fit is left out. */
const MOST_LETTERS = 1_000_000

/**
 * What the user has said to agents of a project, newest first, the same words once: messages, and comments of
 * send-backs. Of tasks that were deleted nothing is told.
 */
export async function saidBefore({ db }: Store, projectId: string, limit: number): Promise<SaidWords[]> {
  const messages = await db
    .selectFrom('run_messages')
    .innerJoin('runs', 'runs.id', 'run_messages.run_id')
    .innerJoin('tasks', 'tasks.id', 'runs.task_id')
    .select(['run_messages.text as text', 'run_messages.created_at as at'])
    .where('runs.project_id', '=', projectId)
    .where('tasks.deleted_at', 'is', null)
    .where('run_messages.by_user', '=', 1)
    .orderBy('run_messages.id', 'desc')
    .limit(2 * limit)
    .execute()
  const sentBack = await db
    .selectFrom('runs')
    .innerJoin('tasks', 'tasks.id', 'runs.task_id')
    .select(['runs.sent_back as text', 'runs.created_at as at'])
    .where('runs.project_id', '=', projectId)
    .where('tasks.deleted_at', 'is', null)
    .where('runs.sent_back', 'is not', null)
    .orderBy('runs.created_at', 'desc')
    .limit(2 * limit)
    .execute()
  return inOrder([...messages, ...sentBack.map(({ text, at }) => ({ text: text ?? '', at }))], limit)
}

/** Newest first, each text once, at most `limit`. */
function inOrder(said: SaidWords[], limit: number): SaidWords[] {
  const known = new Set<string>()
  const words: SaidWords[] = []
  let letters = 0
  for (const one of said.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))) {
    if (one.text.trim() === '' || known.has(one.text)) continue
    letters += one.text.length
    if (words.length === limit || letters > MOST_LETTERS) break
    known.add(one.text)
    words.push(one)
  }
  return words
}
