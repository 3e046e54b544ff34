import { useCallback } from 'react'
import type { Project } from '#shared/projects.ts'
import { useLoaded } from '../settings/use-loaded.ts'
import { saveProject } from '../state/actions.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Notice } from '../ui/notice.tsx'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { WithCode } from '../ui/with-code.tsx'

/** Where a project's repository is, and what of it worktrees lack. */
export function RepositorySection({ project }: { project: Project }) {
  const { id, repoPath, cloneUrl, blobless } = project
  const limits = useLimits(project)
  return (
    <Section title={t('Repository')}>
      <Place name={t('Place')} value={repoPath} />
      {cloneUrl !== null && <Place name={t('Cloned from')} value={cloneUrl} />}
      <SavedText
        row
        width={280}
        mono
        label={t('Base branch')}
        hint={t('Runs begin at its head, and their work is merged into it.')}
        value={project.defaultBranch}
        onSave={async (branch) => saveProject({ id, defaultBranch: branch.trim() })}
      />
      {(blobless || limits.length > 0) && (
        <div className="grid gap-2">
          {blobless && (
            <Notice>
              {t(
                'Cloned without the contents of old files: git brings what it lacks when it needs it, so runs, diffs and merges may need the network.',
              )}
            </Notice>
          )}
          {limits.map((limit) => (
            <Notice key={limit} tone="wait">
              <WithCode text={limit} />
            </Notice>
          ))}
        </div>
      )}
    </Section>
  )
}

const Place = ({ name, value }: { name: string; value: string }) => (
  <div className="flex items-center justify-between gap-6">
    <span className="shrink-0 font-medium">{name}</span>
    <span className="min-w-0 truncate font-mono text-11 text-fg-2" title={value}>
      {value}
    </span>
  </div>
)

/** Submodules and the like; nothing while it is not known. */
function useLimits({ id, state }: Project): string[] {
  const load = useCallback(
    async () => (state === 'ready' ? (await client.projects.repository({ id })).limits : []),
    [id, state],
  )
  return useLoaded(load).value ?? []
}
