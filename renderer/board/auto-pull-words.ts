import { type PullSettings, pulls, reviewHold } from '#shared/auto-pull.ts'
import type { Project } from '#shared/projects.ts'
import type { PullReport } from '#shared/pull-report.ts'
import { t } from '../strings/t.ts'

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
      label: t('Auto-pull cannot begin'),
      why: t('Nothing of {name} is begun. {message}', { name, message: refused.message }),
    }
  }
  if (held !== null)
    return {
      tone: 'wait',
      label: t('Auto-pull held: budget'),
      why: t('Nothing is begun by itself. {held}', { held }),
    }
  const ofAll = [...inReview.values()].reduce((sum, count) => sum + count, 0)
  const holds = pulling.map((project) =>
    reviewHold(settings, project, { ofProject: inReview.get(project.id) ?? 0, ofAll }),
  )
  const [hold] = holds
  if (hold !== undefined && hold !== null && holds.every((one) => one !== null)) {
    return {
      tone: 'wait',
      label: t('Auto-pull held: {inReview} in review', { inReview: hold.inReview }),
      why:
        pulling.length > 1
          ? t('Nothing is begun by itself: the review limit holds every project.')
          : limitWords(hold),
    }
  }
  return {
    tone: 'plain',
    label: t('Auto-pull on'),
    why: beginWords(shown.length > 1 ? pulling.map(({ name }) => name) : []),
  }
}

const limitWords = ({
  isOwn,
  inReview,
  limit,
}: {
  isOwn: boolean
  inReview: number
  limit: number
}): string =>
  isOwn
    ? t(
        'Nothing is begun by itself: {inReview, plural, one {# task of this project is} other {# tasks of this project are}} in review, and the limit is {limit}.',
        { inReview, limit },
      )
    : t(
        'Nothing is begun by itself: {inReview, plural, one {# task of all projects is} other {# tasks of all projects are}} in review, and the limit is {limit}.',
        { inReview, limit },
      )

/** @param names of the projects; none = it is plain which */
function beginWords(names: readonly string[]): string {
  const projects = names.slice(0, 3).join(', ')
  if (names.length === 0) return t('Ready tasks of Todo begin by themselves as slots come free.')
  return names.length > 3
    ? t('Ready tasks of Todo in {projects} and {more} more begin by themselves as slots come free.', {
        projects,
        more: names.length - 3,
      })
    : t('Ready tasks of Todo in {projects} begin by themselves as slots come free.', { projects })
}
