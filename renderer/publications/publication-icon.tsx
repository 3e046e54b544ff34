import {
  CircleAlert,
  GitBranch,
  GitMerge,
  GitPullRequestArrow,
  GitPullRequestClosed,
  GitPullRequestDraft,
} from 'lucide-react'
import { TEXT } from '../ui/tones.ts'
import { cn } from '../ui/cn.ts'
import { Spinner } from '../ui/spinner.tsx'
import type { PublicationMark, PublicationState } from './state-words.ts'

const ICONS: Record<Exclude<PublicationMark, 'working'>, typeof GitMerge> = {
  blocked: CircleAlert,
  draft: GitPullRequestDraft,
  open: GitPullRequestArrow,
  merged: GitMerge,
  closed: GitPullRequestClosed,
  branch: GitBranch,
}

/** The mark of a publication in the colour of its state; the words stand beside it. */
export function PublicationIcon({ state, className }: { state: PublicationState; className?: string }) {
  if (state.mark === 'working') return <Spinner />
  const Icon = ICONS[state.mark]
  return <Icon aria-hidden className={cn('size-3.5 flex-none', TEXT[state.tone], className)} />
}
