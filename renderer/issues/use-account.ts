import type { Project } from '#shared/projects.ts'
import type { GithubFailure } from '#shared/publication-words.ts'
import { useGithubAccounts } from '../state/github-accounts.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'

/** The place of the page of a project's settings in which its account is chosen. */
export const ACCOUNT_PLACE = 'project-account'

/** The accounts whose token is taken at the host of a project's repository. */
function useReadyAccounts(project: Project | undefined) {
  const { accounts } = useGithubAccounts()
  const host = project?.github?.host
  return (accounts ?? []).filter((account) => account.host === host && account.state === 'ready')
}

/** Who speaks for a project at GitHub; null = nobody does, or it is not known yet. */
export function useAccountLogin(project: Project | undefined): string | null {
  const ready = useReadyAccounts(project)
  const chosen = project?.githubAccountId ?? null
  const [only, ...others] = ready
  if (chosen !== null) return ready.find(({ id }) => id === chosen)?.login ?? null
  return others.length === 0 ? (only?.login ?? null) : null
}

/** Where what an account stands in the way of is mended; null = it is not about the account. */
export function useAccountWay(
  project: Project | undefined,
  code: GithubFailure | null,
): { label: string; go: () => void } | null {
  const canChoose = useReadyAccounts(project).length > 0
  if (code !== 'no_account' && code !== 'unauthorized') return null
  if (code === 'no_account' && canChoose && project !== undefined)
    return { label: t('Choose the account'), go: () => goToAccount(project.id) }
  return { label: t('Settings › GitHub'), go: () => goTo({ to: 'settings', section: 'github' }) }
}

/** To the choice of the account, which may be on this very page. */
function goToAccount(projectId: string): void {
  const choice = document.querySelector<HTMLElement>(`#${ACCOUNT_PLACE} [role="combobox"]`)
  if (choice === null) return goTo({ to: 'project-settings', projectId, page: 'github' })
  choice.scrollIntoView({ block: 'center' })
  choice.focus({ preventScroll: true })
}
