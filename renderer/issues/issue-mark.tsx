import { isWebAddress } from '../publications/outside-link.tsx'
import { useProject } from '../state/hooks.ts'
import { useIssueLinkOf } from '../state/issues.ts'
import { FILL } from '../ui/tones.ts'
import { cn } from '../ui/cn.ts'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { linkSentence, linkWords } from './words.ts'

/** On a card: the issue of its task, and a dot while something of it waits or is wrong. */
export function IssueMark({ taskId, projectId }: { taskId: string; projectId: string }) {
  const link = useIssueLinkOf(taskId)
  const project = useProject(projectId)
  if (link === undefined) return null
  const { number, url, waiting, failure, state } = link
  const isOn = project?.issueSync.enabled === true
  const words = linkWords(link, isOn)
  const isDotted = waiting.length > 0 || failure !== null || state !== 'linked'
  const name = linkSentence(link, isOn)
  const content = (
    <>
      <GithubMark className="size-2.75" />
      {number !== null && <span className="tabular-nums">#{number}</span>}
      {isDotted && <span aria-hidden className={cn('size-1.5 rounded-full', FILL[words.tone])} />}
    </>
  )
  return (
    <Tooltip label={name}>
      {url !== null && isWebAddress(url) ? (
        <a
          href={url}
          target="_blank"
          rel="noreferrer noopener"
          tabIndex={-1}
          aria-label={name}
          className="flex items-center gap-1 rounded-s hover:text-fg-2"
        >
          {content}
        </a>
      ) : (
        <span role="img" aria-label={name} className="flex items-center gap-1">
          {content}
        </span>
      )}
    </Tooltip>
  )
}
