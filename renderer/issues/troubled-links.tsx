import { Link } from '@tanstack/react-router'
import { Unlink } from 'lucide-react'
import { useState } from 'react'
import type { IssueLink } from '#shared/issues.ts'
import { TEXT } from '../ui/tones.ts'
import { OutsideLink } from '../publications/outside-link.tsx'
import { useTask } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { UnlinkDialog } from './unlink-dialog.tsx'
import { issueName, linkWords, mendWords } from './words.ts'

/** Links that cannot be kept the same for a reason of their own: which, why, and the ways out. */
export const TroubledLinks = ({ links, isOn }: { links: readonly IssueLink[]; isOn: boolean }) => (
  <ul
    aria-label={t('Issues that need you')}
    className="mt-2.5 divide-y divide-line rounded-m border border-line"
  >
    {links.map((link) => (
      <TroubledLink key={link.id} link={link} isOn={isOn} />
    ))}
  </ul>
)

function TroubledLink({ link, isOn }: { link: IssueLink; isOn: boolean }) {
  const task = useTask(link.taskId)
  const [parting, setParting] = useState(false)
  if (task === undefined) return null
  const { word, tone, detail } = linkWords(link, isOn)
  const mend = mendWords(link)
  return (
    <li className="flex items-start gap-3 px-3 py-2 text-12">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-1.5">
          <Link
            to="/task/$identifier"
            params={{ identifier: task.identifier }}
            className="rounded-s font-medium text-accent-fg hover:underline"
          >
            {task.identifier}
          </Link>
          <span className="text-fg-3">{issueName(link)}</span>
          <span className={cn('text-11', TEXT[tone])}>{word}</span>
        </p>
        {detail !== null && <p className="mt-0.5 text-fg-2 [overflow-wrap:anywhere]">{detail}</p>}
        {mend !== null && (
          <OutsideLink href={mend.url} className="text-11 text-accent-fg">
            {mend.label}
          </OutsideLink>
        )}
      </div>
      <Button
        size="s"
        icon={<Unlink />}
        aria-label={t('Unlink {identifier} and {issue}', {
          identifier: task.identifier,
          issue: issueName(link),
        })}
        onClick={() => setParting(true)}
      >
        {t('Unlink')}
      </Button>
      <UnlinkDialog task={task} link={link} open={parting} onOpenChange={setParting} />
    </li>
  )
}
