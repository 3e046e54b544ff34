import type { PublicationPreview } from '#shared/publications.ts'
import { t } from '../strings/t.ts'

/** From where to where something is published. */
export const Way = ({
  repository,
  remote,
  branch,
  base,
}: Pick<PublicationPreview, 'repository' | 'remote' | 'branch'> & { base: string }) => (
  <>
    {repository === null ? (remote ?? t('No remote')) : `${repository.owner}/${repository.name}`} ·{' '}
    <span dir="ltr" className="font-mono-11 [overflow-wrap:anywhere]">
      {branch} → {base}
    </span>
  </>
)
