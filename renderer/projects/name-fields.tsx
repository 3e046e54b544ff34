import { useState } from 'react'
import { useProjects } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { TextInput } from '../ui/field.tsx'
import { KEY_PATTERN, keyFrom } from './source.ts'

/** Name and key of a new project: as they are suggested until somebody types others. */
export function useNames(suggested: string) {
  const [typedName, setName] = useState<string | null>(null)
  const [typedKey, setKey] = useState<string | null>(null)
  const taken = useProjects().map((project) => project.key)
  const name = typedName ?? suggested
  const key = typedKey ?? keyFrom(name, taken)
  const keyError =
    key === '' || KEY_PATTERN.test(key) ? undefined : t('One to eight capital letters or digits')
  return {
    name,
    key,
    keyError,
    setName,
    setKey,
    isReady: name.trim() !== '' && keyError === undefined,
    /** As the host takes them. */
    given: { name: name.trim(), ...(key === '' ? {} : { key }) },
  }
}

export function NameFields({ names }: { names: ReturnType<typeof useNames> }) {
  const { name, key, keyError, setName, setKey } = names
  return (
    <div className="grid grid-cols-[1fr_calc(128px*var(--scale))] gap-3">
      <TextInput
        label={t('Name')}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.target.value)}
      />
      <TextInput
        label={t('Key')}
        mono
        value={key}
        maxLength={8}
        error={keyError}
        hint={key === '' ? undefined : t('Tasks: {key}-1', { key })}
        onChange={(event) => setKey(event.target.value.toUpperCase())}
      />
    </div>
  )
}
