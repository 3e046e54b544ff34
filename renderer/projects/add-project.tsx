import { type FormEvent, useState } from 'react'
import { problemOf } from '../state/errors.ts'
import { useProjects } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { projects } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { FolderPicker } from './folder-picker.tsx'
import { KEY_PATTERN, keyFrom, nameFrom, type SourceKind, sourceProblem } from './source.ts'

export type { SourceKind } from './source.ts'

/** The form that makes a project of a folder or of an address. */
export function AddProjectForm({ kind, onDone }: { kind: SourceKind; onDone: () => void }) {
  const [source, setSource] = useState('')
  const [name, setName] = useState<string | null>(null)
  const [key, setKey] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const shownName = name ?? nameFrom(source)
  const taken = useProjects().map((project) => project.key)
  const shownKey = key ?? keyFrom(shownName, taken)
  const keyError =
    shownKey === '' || KEY_PATTERN.test(shownKey) ? undefined : 'One to eight capital letters or digits'
  const mismatch = sourceProblem(kind, source)
  const ready = source.trim() !== '' && shownName.trim() !== '' && keyError === undefined && mismatch === null

  const change = (text: string) => {
    setSource(text)
    setError(null)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!ready || busy) return
    setBusy(true)
    setError(null)
    try {
      const project = await client.projects.create({
        ...(kind === 'folder' ? { localPath: source.trim() } : { cloneUrl: source.trim() }),
        name: shownName.trim(),
        ...(shownKey === '' ? {} : { key: shownKey }),
      })
      projects.put([project])
      onDone()
      goTo({ to: 'board', projectId: project.id })
    } catch (problem) {
      setError(problemOf(problem).message)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      <div className="flex items-start gap-2">
        <TextInput
          className="min-w-0 flex-1"
          label={kind === 'folder' ? 'Folder' : 'Address'}
          autoFocus
          mono
          placeholder={kind === 'folder' ? '/home/you/code/project' : 'https://github.com/you/project.git'}
          hint={
            kind === 'folder'
              ? 'A git repository on this machine. Agents work in copies of it; your checkout stays as it is unless you let a merge move it.'
              : 'An https or ssh address. Your own git credentials are used.'
          }
          error={mismatch ?? error}
          value={source}
          onChange={(event) => change(event.target.value)}
        />
        {kind === 'folder' && <FolderPicker className="mt-[23px] h-7.5" onPick={change} />}
      </div>
      <div className="grid grid-cols-[1fr_128px] gap-3">
        <TextInput
          label="Name"
          value={shownName}
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
        />
        <TextInput
          label="Key"
          mono
          value={shownKey}
          maxLength={8}
          error={keyError}
          hint={shownKey === '' ? undefined : `Tasks: ${shownKey}-1`}
          onChange={(event) => setKey(event.target.value.toUpperCase())}
        />
      </div>
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" busy={busy} disabled={!ready}>
          {kind === 'folder' ? 'Add project' : 'Clone'}
        </Button>
      </div>
    </form>
  )
}
