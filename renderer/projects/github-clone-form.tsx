import { ArrowLeft } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import type { GithubAccount, RemoteRepository } from '#shared/github.ts'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ButtonFoot } from '../ui/button-foot.tsx'
import { Switch, TextInput } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { NameFields, useNames } from './name-fields.tsx'
import { RepositoryIcon, RepositoryName } from './repository-list.tsx'
import { type AfterNewProject, NewProjectProblem, useNewProject } from './use-new-project.tsx'

const WAYS = [
  { id: 'https', label: 'HTTPS' },
  { id: 'ssh', label: 'SSH' },
] as const

/** How a chosen repository is cloned. */
export function GithubCloneForm({
  account,
  repository,
  leadsTo,
  onBack,
  onDone,
}: {
  account: GithubAccount
  repository: RemoteRepository
  leadsTo?: AfterNewProject
  onBack: () => void
  onDone: () => void
}) {
  const names = useNames(repository.fullName.split('/')[1] ?? repository.fullName)
  const [branch, setBranch] = useState(repository.defaultBranch)
  const [way, setWay] = useState<'https' | 'ssh'>('https')
  const [blobless, setBlobless] = useState(false)
  const { create, busy, problem, forget } = useNewProject(onDone, leadsTo)
  const wayHint = useId()

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!names.isReady) return
    const base = branch.trim()
    void create({
      cloneUrl: way === 'https' ? repository.cloneUrl : repository.sshUrl,
      githubAccountId: account.id,
      blobless,
      ...names.given,
      // Its own default is found in any case.
      ...(base === '' || base === repository.defaultBranch ? {} : { defaultBranch: base }),
    })
  }

  return (
    <form onSubmit={submit} onChange={forget} className="grid gap-4">
      <div className="flex items-center gap-2">
        <IconButton label={t('Back to the list')} className="-ms-1.5" onClick={onBack}>
          <ArrowLeft />
        </IconButton>
        <RepositoryIcon repository={repository} />
        <RepositoryName repository={repository} />
        <span className="ms-auto shrink-0 text-11 text-fg-3">{sizeOf(repository.size)}</span>
      </div>
      {repository.archived ? (
        <Notice>{t('It is archived: work can be done here, but nothing can be pushed to it.')}</Notice>
      ) : (
        !repository.canPush && (
          <Notice>
            {t('{login} may not push to it: work can be done here, but not published from here.', {
              login: account.login,
            })}
          </Notice>
        )
      )}
      <NameFields names={names} />
      <TextInput
        label={t('Base branch')}
        mono
        maxLength={200}
        value={branch}
        placeholder={repository.defaultBranch}
        hint={t('Runs begin at its head, and their work is merged into it.')}
        onChange={(event) => setBranch(event.target.value)}
      />
      <div className="flex items-start justify-between gap-6">
        <div className="min-w-0">
          <div className="font-medium">{t('Clone and push over')}</div>
          <p id={wayHint} className="mt-0.5 max-w-[48ch] text-12 text-fg-3">
            {way === 'https'
              ? t('As {login}, with the token that is kept here. It is not written into the repository.', {
                  login: account.login,
                })
              : t('With your own key and ssh agent.')}
          </p>
        </div>
        <Segmented
          label={t('Clone and push over')}
          value={way}
          options={WAYS}
          onChange={setWay}
          describedBy={wayHint}
        />
      </div>
      <Switch
        label={t('Without the contents of old files')}
        hint={t(
          'For very large repositories (a blobless clone). It is there sooner and takes less room, but git brings what it lacks when it needs it: runs, diffs and merges may need the network later.',
        )}
        checked={blobless}
        onChange={setBlobless}
      />
      <p className="text-12 text-fg-3">
        {t(
          'The clone is kept in OpenLinear’s own folder; General in the settings of the project names its place.',
        )}
      </p>
      {problem !== null && (
        <div role="alert" className="text-12 text-bad">
          <NewProjectProblem problem={problem} onDone={onDone} />
        </div>
      )}
      <ButtonFoot>
        <Button variant="ghost" onClick={onDone}>
          {t('Cancel')}
        </Button>
        <Button type="submit" variant="primary" busy={busy} disabled={!names.isReady}>
          {t('Clone')}
        </Button>
      </ButtonFoot>
    </form>
  )
}

/** @param kilobytes as GitHub counts them */
function sizeOf(kilobytes: number): string {
  if (kilobytes < 1024) return t('{size} KB', { size: kilobytes })
  const megabytes = kilobytes / 1024
  return megabytes < 1024
    ? t('{size} MB', { size: Math.round(megabytes) })
    : t('{size} GB', { size: (megabytes / 1024).toFixed(1) })
}
