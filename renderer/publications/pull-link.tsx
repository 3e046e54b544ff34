import type { Publication } from '#shared/publications.ts'
import { t } from '../strings/t.ts'
import { OutsideLink } from './outside-link.tsx'

/** The number of a pull request, which leads to it; nothing while there is none. */
export const PullLink = ({ publication: { prNumber, prUrl } }: { publication: Publication }) =>
  prNumber === null || prUrl === null ? null : (
    <OutsideLink
      href={prUrl}
      label={t('Open pull request #{prNumber} at GitHub', { prNumber })}
      className="flex-none text-accent-fg"
    >
      #{prNumber}
    </OutsideLink>
  )
