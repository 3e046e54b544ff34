import { type FormEvent, useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ButtonFoot } from '../ui/button-foot.tsx'
import { TextInput } from '../ui/field.tsx'
import { FolderField } from './folder-field.tsx'
import { FolderPicker } from './folder-picker.tsx'
import { NameFields, useNames } from './name-fields.tsx'
import { nameFrom, type SourceKind, sourceProblem } from './source.ts'
import { type AfterNewProject, NewProjectProblem, useNewProject } from './use-new-project.tsx'

export type { SourceKind } from './source.ts'

/** The form that makes a project of a folder or of an address. */
export function AddProjectForm({
  kind,
  leadsTo,
  onDone,
}: {
  kind: SourceKind
  leadsTo?: AfterNewProject
  onDone: () => void
}) {
  const [source, setSource] = useState('')
  const names = useNames(nameFrom(source))
  const { create, busy, problem, forget } = useNewProject(onDone, leadsTo)
  const mismatch = sourceProblem(kind, source)
  const ready = source.trim() !== '' && names.isReady && mismatch === null

  const change = (text: string) => {
    setSource(text)
    forget()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    const place = source.trim()
    void create({ ...(kind === 'folder' ? { localPath: place } : { cloneUrl: place }), ...names.given })
  }

  const wrong = mismatch ?? (problem && <NewProjectProblem problem={problem} onDone={onDone} />)
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="flex items-start gap-2">
        {kind === 'folder' ? (
          <FolderField
            className="min-w-0 flex-1"
            label={t('Folder')}
            hint={t(
              'A git repository on this machine. Agents work in copies of it; your checkout stays as it is unless you let a merge move it.',
            )}
            error={wrong}
            value={source}
            onChange={change}
          />
        ) : (
          <TextInput
            className="min-w-0 flex-1"
            label={t('Address')}
            autoFocus
            mono
            placeholder="https://github.com/you/project.git"
            hint={t(
              'An https or ssh address. At GitHub the account signed in there is used, else your own git credentials.',
            )}
            error={wrong}
            value={source}
            onChange={(event) => change(event.target.value)}
          />
        )}
        {kind === 'folder' && <FolderPicker className="mt-5.75 h-7.5" onPick={change} />}
      </div>
      <NameFields names={names} />
      <ButtonFoot>
        <Button variant="ghost" onClick={onDone}>
          {t('Cancel')}
        </Button>
        <Button type="submit" variant="primary" busy={busy} disabled={!ready}>
          {kind === 'folder' ? t('Add project') : t('Clone')}
        </Button>
      </ButtonFoot>
    </form>
  )
}
