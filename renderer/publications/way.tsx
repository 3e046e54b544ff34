import type { PublicationPreview } from '#shared/publications.ts'

/** From where to where something is published. */
export const Way = ({
  repository,
  remote,
  branch,
  base,
}: Pick<PublicationPreview, 'repository' | 'remote' | 'branch'> & { base: string }) => (
  <>
    {repository === null ? (remote ?? 'No remote') : `${repository.owner}/${repository.name}`} ·{' '}
    <span className="font-mono-11 [overflow-wrap:anywhere]">
      {branch} → {base}
    </span>
  </>
)
