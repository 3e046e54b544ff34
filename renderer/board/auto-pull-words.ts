import { type PullSettings, pulls, reviewHold } from '#shared/auto-pull.ts'
import type { Project } from '#shared/projects.ts'
import type { PullReport } from '#shared/pull-report.ts'

type PullProject = Pick<Project, 'id' | 'name' | 'state' | 'settings'>

export type PullWords = { tone: 'plain' | 'wait' | 'bad'; label: string; why: string }

/**
 * How auto-pull stands on a board, in a few words and in a sentence; null where it is off.
 *
 * @param shown the projects of the board
 * @param inReview tasks in review, by project, of all projects
 */
export function pullWords(
  settings: Pick<PullSettings, 'autoPull' | 'reviewLimit'>,
  shown: readonly PullProject[],
  inReview: ReadonlyMap<string, number>,
  { refusals, held }: Pick<PullReport, 'refusals' | 'held'>,
): PullWords | null {
  const pulling = shown.filter((project) => pulls(settings, project))
  if (pulling.length === 0) return null
  const refused = refusals.find(({ projectId }) => pulling.some(({ id }) => id === projectId))
  if (refused !== undefined) {
    const name = pulling.find(({ id }) => id === refused.projectId)?.name ?? ''
    return {
      tone: 'bad',
      label: 'Auto-pull cannot begin',
      why: `Nothing of ${name} is begun. ${refused.message}`,
    }
  }
  if (held !== null)
    return { tone: 'wait', label: 'Auto-pull held: budget', why: `Nothing is begun by itself. ${held}` }
  const ofAll = [...inReview.values()].reduce((sum, count) => sum + count, 0)
  const holds = pulling.map((project) =>
    reviewHold(settings, project, { ofProject: inReview.get(project.id) ?? 0, ofAll }),
  )
  const [hold] = holds
  if (hold !== undefined && hold !== null && holds.every((one) => one !== null)) {
    const where = hold.isOwn ? 'of this project' : 'of all projects'
    return {
      tone: 'wait',
      label: `Auto-pull held: ${hold.inReview} in review`,
      why:
        pulling.length === 1
          ? `Nothing is begun by itself: ${hold.inReview === 1 ? '1 task' : `${hold.inReview} tasks`} ${where} ${hold.inReview === 1 ? 'is' : 'are'} in review, and the limit is ${hold.limit}.`
          : 'Nothing is begun by itself: the review limit holds every project.',
    }
  }
  const names = pulling.map(({ name }) => name)
  return {
    tone: 'plain',
    label: 'Auto-pull on',
    why: `Ready tasks of Todo${shown.length > 1 ? ` in ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}` : ''} begin by themselves as slots come free.`,
  }
}
