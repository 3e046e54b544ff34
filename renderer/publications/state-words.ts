import { conflicts } from '#shared/inbox-pulls.ts'
import type { Publication } from '#shared/publications.ts'
import type { Tone } from '../ui/tones.ts'
import { t } from '../strings/t.ts'
import { timeOfDay } from '../ui/day.ts'
import { checkSummary, reviewSummary } from './words.ts'

/** Which mark stands for it. */
export type PublicationMark = 'working' | 'blocked' | 'draft' | 'open' | 'merged' | 'closed' | 'branch'

export type PublicationState = { word: string; tone: Tone; mark: PublicationMark }

type Stated = Pick<Publication, 'status' | 'step' | 'prNumber' | 'failure' | 'pull'>

/** Where a publication stands, in a word or two. */
export function publicationState({ status, step, prNumber, failure, pull }: Stated): PublicationState {
  switch (status) {
    case 'working':
      return { word: stepWord(step, prNumber), tone: 'run', mark: 'working' }
    case 'waiting': {
      const at = failure?.retryAt ?? null
      return {
        word: at === null ? t('Waits') : t('Waits until {time}', { time: timeOfDay(at) }),
        tone: 'wait',
        mark: 'blocked',
      }
    }
    case 'blocked':
      return { word: t('Cannot go on'), tone: 'bad', mark: 'blocked' }
    case 'open':
      return pull?.draft === true
        ? { word: t('Draft'), tone: 'idle', mark: 'draft' }
        : { word: t('Open'), tone: 'ok', mark: 'open' }
    case 'pushed':
      return { word: t('Pushed'), tone: 'ok', mark: 'branch' }
    case 'merged':
      return { word: t('Merged'), tone: 'review', mark: 'merged' }
    case 'closed':
      return { word: t('Closed'), tone: 'bad', mark: 'closed' }
    case 'cancelled':
      return { word: t('Given up'), tone: 'idle', mark: 'branch' }
  }
}

function stepWord(step: Publication['step'], prNumber: number | null): string {
  switch (step) {
    case 'push':
      return t('Pushing the branch')
    case 'pull_request':
      return prNumber === null ? t('Making the pull request') : t('Updating the pull request')
    case 'details':
      return t('Setting labels and reviewers')
    case 'done':
      return t('Finishing')
  }
}

/** The same where nothing else says what it is about, or after its number. */
export function chipWord(publication: Stated): string {
  const { status, prNumber, failure } = publication
  if (prNumber !== null) return stateInSentence(publication)
  if (status === 'blocked') return t('Not published')
  const at = failure?.retryAt ?? null
  return status === 'waiting' && at !== null
    ? t('Publishing at {time}', { time: timeOfDay(at) })
    : publicationState(publication).word
}

/** Where a publication stands, behind what it is called. */
function stateInSentence({ status, step, prNumber, failure, pull }: Stated): string {
  switch (status) {
    case 'working':
      return stepInSentence(step, prNumber)
    case 'waiting': {
      const at = failure?.retryAt ?? null
      return at === null ? t('waits') : t('waits until {time}', { time: timeOfDay(at) })
    }
    case 'blocked':
      return t('cannot go on')
    case 'open':
      return pull?.draft === true ? t('draft') : t('open')
    case 'pushed':
      return t('pushed')
    case 'merged':
      return t('merged')
    case 'closed':
      return t('closed')
    case 'cancelled':
      return t('given up')
  }
}

function stepInSentence(step: Publication['step'], prNumber: number | null): string {
  switch (step) {
    case 'push':
      return t('pushing the branch')
    case 'pull_request':
      return prNumber === null ? t('making the pull request') : t('updating the pull request')
    case 'details':
      return t('setting labels and reviewers')
    case 'done':
      return t('finishing')
  }
}

/** What the tab with it is called. */
export const publicationTab = ({ prNumber, status }: Pick<Publication, 'prNumber' | 'status'>): string =>
  prNumber !== null
    ? t('Pull request #{prNumber}', { prNumber })
    : status === 'pushed'
      ? t('Pushed branch')
      : t('Publishing')

/** A publication as a sentence, for who hovers its chip or has it read out. */
export function publicationSentence(publication: Stated): string {
  const { prNumber, pull, status } = publication
  const name = prNumber === null ? t('Publishing') : t('Pull request #{prNumber}', { prNumber })
  const rest =
    pull === null || status !== 'open'
      ? []
      : [
          checkSummary(pull.checkCounts)?.word,
          reviewSummary(pull)?.word,
          conflicts({ status, pull }) ? t('in conflict with its base') : undefined,
        ].filter((part) => part !== undefined)
  return [`${name}: ${stateInSentence(publication)}`, ...rest].join(', ')
}
