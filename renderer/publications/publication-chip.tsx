import { conflicts } from '#shared/inbox-pulls.ts'
import type { Publication } from '#shared/publications.ts'
import { FILL } from '../ui/tones.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { isWebAddress } from './outside-link.tsx'
import { PublicationIcon } from './publication-icon.tsx'
import { chipWord, publicationSentence, publicationState } from './state-words.ts'
import { checkSummary } from './words.ts'

const LOOK =
  'inline-flex h-5 max-w-full flex-none items-center gap-1.25 rounded-full border border-line px-1.75 text-11 whitespace-nowrap text-fg-2 tabular-nums'

/** A publication where there is little room: its state, its number, its checks, and whether changes are requested. */
export function PublicationChip({
  publication,
  tabbable = false,
  short = false,
  plain = false,
}: {
  publication: Publication
  tabbable?: boolean
  /** Where there is even less room. */
  short?: boolean
  /** No link: it stands within another one. */
  plain?: boolean
}) {
  const { prNumber, prUrl, pull, status } = publication
  const state = publicationState(publication)
  const sentence = publicationSentence(publication)
  const isOpen = status === 'open' && pull !== null
  const checks = isOpen ? checkSummary(pull.checkCounts) : null
  const wantsChanges = isOpen && pull.requested.count > 0
  const hasWord = prNumber === null || status !== 'open' || state.mark === 'draft'
  const content = (
    <>
      <PublicationIcon state={state} className="size-3" />
      {prNumber !== null && <span>#{prNumber}</span>}
      {hasWord && <span className="truncate">{chipWord(publication)}</span>}
      {checks !== null && checks.tone !== 'idle' && (
        <span aria-hidden className={cn('size-1.5 flex-none rounded-full', FILL[checks.tone])} />
      )}
      {checks?.tone === 'bad' && !wantsChanges && !conflicts(publication) && !(short && hasWord) && (
        <span className="truncate text-bad">{short ? t('failed') : t('checks failed')}</span>
      )}
      {conflicts(publication) && <span className="truncate text-wait">{t('conflict')}</span>}
      {wantsChanges && (
        <span className="truncate text-wait">{short ? t('changes') : t('changes requested')}</span>
      )}
    </>
  )
  return (
    <Tooltip label={sentence}>
      {!plain && prUrl !== null && isWebAddress(prUrl) ? (
        <a
          href={prUrl}
          target="_blank"
          rel="noreferrer noopener"
          aria-label={sentence}
          {...(tabbable ? {} : { tabIndex: -1 })}
          className={cn(
            LOOK,
            'transition-colors duration-(--fast) hover:border-line-strong hover:bg-hover hover:text-fg',
          )}
        >
          {content}
        </a>
      ) : (
        <span aria-label={sentence} role="img" className={LOOK}>
          {content}
        </span>
      )}
    </Tooltip>
  )
}
