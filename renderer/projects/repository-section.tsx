import { useCallback } from 'react'
import { webUrl } from '#shared/github-words.ts'
import type { Project } from '#shared/projects.ts'
import { useLoaded } from '../settings/use-loaded.ts'
import { saveProject } from '../state/actions.ts'
import { goTo } from '../state/navigation.ts'
import { client, type FeedItem } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/row.tsx'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'
import { WithCode } from '../batches/with-code.tsx'
import { changeProject } from './change-project.ts'

/** Where a project's repository is, who speaks for it, and what of it worktrees lack. */
export function RepositorySection({ project }: { project: Project }) {
  const { id, repoPath, cloneUrl, github, blobless } = project
  const limits = useLimits(project)
  return (
    <Section title="Repository">
      <Place name="Place" value={repoPath} />
      {cloneUrl !== null && <Place name="Cloned from" value={cloneUrl} />}
      <SavedText
        row
        width={280}
        mono
        label="Base branch"
        hint="Runs begin at its head, and their work is merged into it."
        value={project.defaultBranch}
        onSave={async (branch) => saveProject({ id, defaultBranch: branch.trim() })}
      />
      {github !== null && (
        <>
          <Row title="GitHub" hint="As its main remote says.">
            <a
              href={`${webUrl(github.host)}/${github.owner}/${github.name}`}
              target="_blank"
              rel="noreferrer"
              className="font-mono text-11 text-accent-fg underline-offset-2 hover:underline"
            >
              {github.owner}/{github.name}
            </a>
          </Row>
          <Account project={project} host={github.host} />
        </>
      )}
      {(blobless || limits.length > 0) && (
        <div className="grid gap-2">
          {blobless && (
            <Notice>
              Cloned without the contents of old files: git brings what it lacks when it needs it, so runs,
              diffs and merges may need the network.
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

const loadAccounts = async () => (await client.github.accounts()).items
const isAboutAccounts = ({ event }: FeedItem) => event.startsWith('github-account:')
/** Stands for null in the list. */
const BY_ITSELF = 'itself'

/** Who pushes and makes pull requests for the project. */
function Account({ project, host }: { project: Project; host: string }) {
  const { value } = useLoaded(loadAccounts, isAboutAccounts)
  if (value === null) return null
  const accounts = value.filter((account) => account.host === host)
  if (accounts.length === 0) {
    return (
      <Row
        title="Account"
        hint={`Nobody is signed in at ${host}: branches are pushed with your own git credentials, without pull requests.`}
      >
        <Button onClick={() => goTo({ to: 'settings', section: 'github' })}>Sign in…</Button>
      </Row>
    )
  }
  const [only] = accounts.filter(({ state }) => state === 'ready')
  const isClear = accounts.filter(({ state }) => state === 'ready').length === 1
  return (
    <Select
      row
      width={280}
      label="Account"
      hint="Fetches, pushes and makes pull requests over HTTPS. Over SSH your own key pushes."
      value={project.githubAccountId ?? BY_ITSELF}
      onChange={(chosen) =>
        void changeProject(project.id, { githubAccountId: chosen === BY_ITSELF ? null : chosen })
      }
      options={[
        {
          id: BY_ITSELF,
          label: isClear && only !== undefined ? `The only one there (${only.login})` : 'None chosen',
        },
        ...accounts.map(({ id, login }) => ({ id, label: login })),
      ]}
    />
  )
}
