import { useState } from 'react'
import { saveProject } from '../state/actions.ts'
import { useGithubAccounts } from '../state/github-accounts.ts'
import { t } from '../strings/t.ts'
import { Select } from '../ui/select.tsx'
import { toast } from '../ui/toast.ts'

/** The accounts that could speak for a project at a host, where none is chosen and several are there. */
export function useAccountChoices(
  host: string | null,
  accountId: string | null,
): { id: string; login: string }[] {
  const { accounts } = useGithubAccounts()
  if (host === null || accountId !== null) return []
  const there = (accounts ?? []).filter((account) => account.host === host && account.state === 'ready')
  return there.length > 1 ? there : []
}

/** Stands for nobody in the list. */
const NOBODY = 'nobody'

/** Asks which account speaks for a project from now on. */
export function AccountChoice({
  projectId,
  accounts,
  onChosen,
}: {
  projectId: string
  accounts: readonly { id: string; login: string }[]
  onChosen: () => void
}) {
  const [chosen, setChosen] = useState(NOBODY)
  const choose = async (one: string) => {
    if (one === NOBODY) return
    setChosen(one)
    const problem = await saveProject({ id: projectId, githubAccountId: one })
    if (problem === null) return onChosen()
    setChosen(NOBODY)
    toast.error(problem)
  }
  return (
    <Select
      label={t('Account')}
      hint={t(
        'Pushes and makes pull requests for this project from now on. The project’s settings have it, too.',
      )}
      value={chosen}
      disabled={chosen !== NOBODY}
      onChange={(one) => void choose(one)}
      options={[
        { id: NOBODY, label: t('None chosen') },
        ...accounts.map(({ id, login }) => ({ id, label: login })),
      ]}
    />
  )
}
