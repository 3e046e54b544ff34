import { moreOf, type UsedUp, usedUpWords } from '#shared/budget.ts'
import type { NewRequest } from '../request-records.ts'

// What the engine itself asks the user. What each answer does stands in `requests.ts`.

/** Title of what a run waits with that the user has paused. */
export const PAUSED = 'Paused.'

const STOP = { id: 'stop', label: 'Stop' }

/**
 * The agent has come to a limit, or was paused. The session is kept: Continue goes on in it.
 *
 * @param title a sentence that says why
 * @param hasWork whether there is work that could be taken as it is
 */
export function limitRequest(title: string, hasWork = true): NewRequest {
  const finish = hasWork ? [{ id: 'finish', label: 'Take the work as it is' }] : []
  const choices = [{ id: 'continue', label: 'Continue' }, ...finish, STOP]
  return { subject: 'limit', kind: 'limit', title, body: { choices } }
}

/** A budget is used up. Continue adds to it, and the request says how much. */
export function budgetRequest(used: UsedUp, hasWork: boolean): NewRequest {
  const { body, ...request } = limitRequest(usedUpWords(used), hasWork)
  const more = { id: 'continue', label: `Add ${moreOf(used)} and continue` }
  const choices = body.choices?.map((choice) => (choice.id === more.id ? more : choice)) ?? []
  return { ...request, body: { choices, budget: used.scope === 'day' ? 'day' : 'run' } }
}

/** There are files in the worktree that the user has not trusted: the agent wrote them, or the base is another one. */
export function trustRequest(agent: string, trust: { hash: string; files: string[] }): NewRequest {
  const { files } = trust
  const names = files.length === 1 ? files[0] : `${files.length} files`
  return {
    subject: 'trust',
    kind: 'trust',
    title: `${agent} would run or obey ${names} in the worktree. Read ${files.length === 1 ? 'it' : 'them'} before the run goes on.`,
    body: { trust, choices: [{ id: 'trust', label: 'Trust and go on' }, STOP] },
  }
}

/** Both sides of the base branch have moved. */
export function baseRequest(
  branch: string,
  { ahead, behind }: { ahead: number; behind: number },
): NewRequest {
  return {
    subject: 'base',
    kind: 'question',
    title: `${branch} and origin/${branch} have both moved (${ahead} here, ${behind} there). Which one shall the work start from?`,
    body: {
      choices: [
        { id: 'local', label: `Local ${branch}` },
        { id: 'remote', label: `origin/${branch}` },
      ],
    },
  }
}

/**
 * The agent's work is done and paid for: a hook or a key that hinders the commit must not cost it again.
 *
 * @param isOfCommit whether the commit itself was refused, not the repository lost
 */
export const commitRequest = (why: string, isOfCommit: boolean): NewRequest => ({
  subject: 'commit',
  kind: 'question',
  title: `The work is done, but could not be committed. ${why.replace(/[.\s]+$/, '')}. Mend the cause${isOfCommit ? ' (hooks and signing are in Settings › Git)' : ''}, then try again.`,
  body: { choices: [{ id: 'again', label: 'Try again' }, STOP] },
})
