import { conflicts } from '#shared/inbox-pulls.ts'
import { isPublicationOver } from '#shared/publication-words.ts'
import type { Publication } from '#shared/publications.ts'
import { TEXT } from '../ui/tones.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { PublicationIcon } from './publication-icon.tsx'
import { PullLink } from './pull-link.tsx'
import { publicationState } from './state-words.ts'
import { checkSummary, failureWords, remarkSummary, reviewSummary } from './words.ts'

/** A publication that goes on, in one line above what else is read about its task. */
export function PublicationLine({
  publication,
  newer,
  keys,
  onOpen,
}: {
  publication: Publication
  /** What the newest work is called, where it is not in it yet. */
  newer: string | null
  /** What it is opened with. */
  keys: string
  onOpen: () => void
}) {
  const { status, pull, failure } = publication
  if (isPublicationOver(status)) return null
  const state = publicationState(publication)
  const summaries =
    pull === null
      ? []
      : [
          conflicts(publication) ? ({ word: t('Conflicts with its base'), tone: 'wait' } as const) : null,
          checkSummary(pull.checkCounts),
          reviewSummary(pull),
          remarkSummary(pull),
        ].filter((one) => one !== null)
  return (
    <section
      aria-label={t('Pull request')}
      className="flex min-h-8 flex-none items-center gap-2.5 rounded-m border border-line px-2.5 text-12 whitespace-nowrap text-fg-2"
    >
      <PublicationIcon state={state} />
      <PullLink publication={publication} />
      <span className={cn('flex-none font-medium', TEXT[state.tone])}>{state.word}</span>
      {summaries.map(({ word, tone }) => (
        <span key={word} className={cn('flex min-w-0 items-center gap-2.5', TEXT[tone])}>
          <span aria-hidden className="text-fg-3">
            ·
          </span>
          <span className="truncate">{word}</span>
        </span>
      ))}
      {newer !== null && (
        <span className="flex min-w-0 items-center gap-2.5 text-wait">
          <span aria-hidden className="text-fg-3">
            ·
          </span>
          <span className="truncate">{t('{newer} is not in it yet', { newer })}</span>
        </span>
      )}
      {failure !== null && (
        <span title={failureWords(failure)} className="min-w-0 truncate">
          {failureWords(failure)}
        </span>
      )}
      <span className="flex-1" />
      <Button size="s" variant="ghost" className="-me-1" keys={keys} onClick={onOpen}>
        {status === 'blocked' ? t('See what to do') : t('Open')}
      </Button>
    </section>
  )
}
