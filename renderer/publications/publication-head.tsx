import { Pencil, RefreshCw } from 'lucide-react'
import type { Publication } from '#shared/publications.ts'
import { TEXT } from '../ui/tones.ts'
import { CopyButton } from '../run/copy-button.tsx'
import { openPublish } from '../state/publications.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { cn } from '../ui/cn.ts'
import { Ago } from '../ui/time.tsx'
import { PublicationIcon } from './publication-icon.tsx'
import { PullLink } from './pull-link.tsx'
import { publicationState } from './state-words.ts'
import { repositoryName } from './words.ts'

/** What a pull request is called, where it stands, and what can be done with all of it. */
export function PublicationHead({
  publication,
  actions,
  isLooking,
  onRefresh,
}: {
  publication: Publication
  actions: React.ReactNode
  isLooking: boolean
  /** null = nothing is followed. */
  onRefresh: (() => void) | null
}) {
  const { id, title, branch, baseBranch, pull, status } = publication
  const state = publicationState(publication)
  const repository = repositoryName(publication)
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="grid min-w-0 flex-1 basis-80 gap-1">
        <div className="flex min-w-0 items-center gap-2 text-14">
          <PublicationIcon state={state} className="size-4" />
          <span className="truncate font-medium">{title}</span>
          <PullLink publication={publication} />
        </div>
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 text-12 text-fg-2">
          <span role="status" className={cn('font-medium', TEXT[state.tone])}>
            {status === 'merged' && pull?.mergedBy
              ? t('Merged by {name}', { name: pull.mergedBy })
              : state.word}
          </span>
          <span dir="ltr" className="flex min-w-0 items-center font-mono-11 text-fg-3">
            <span title={branch} className="max-w-72 truncate text-fg-2">
              {branch}
            </span>
            <CopyButton text={branch} label={t('Copy the branch name')} />→ {baseBranch}
          </span>
          {repository !== null && <span className="text-fg-3">{repository}</span>}
          {(pull?.labels ?? []).map((name) => (
            <Chip key={name}>{name}</Chip>
          ))}
          {pull !== null && (
            <span className="text-fg-3">{rich('seen {ago}', { ago: <Ago at={pull.seenAt} /> })}</span>
          )}
        </div>
      </div>
      <div className="flex flex-none items-center gap-1.5">
        {onRefresh !== null && (
          <IconButton label={t('Look at it now')} disabled={isLooking} onClick={onRefresh}>
            <RefreshCw className={isLooking ? 'animate-spin motion-reduce:animate-none' : ''} />
          </IconButton>
        )}
        {status === 'open' && (
          <IconButton
            label={t('Change its title, text and labels')}
            onClick={() => openPublish({ publicationId: id })}
          >
            <Pencil />
          </IconButton>
        )}
        {actions}
      </div>
    </header>
  )
}
