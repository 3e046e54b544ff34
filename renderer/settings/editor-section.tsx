import { useState } from 'react'
import type { Settings } from '#shared/settings.ts'
import type { SystemInfo } from '#shared/system.ts'
import { saveSettings } from '../state/actions.ts'
import { t } from '../strings/t.ts'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'
import { changeSetting } from './change-setting.ts'

const FIRST = 'first'
const OWN = 'own'
const EXAMPLE = 'emacsclient -n +{line} {file}'

/** Which editor opens worktrees, repositories and files: one that was found, or a command of the user's. */
export function EditorSection({
  settings: { editorCommand },
  editors,
}: {
  settings: Settings
  editors: SystemInfo['can']['editors']
}) {
  const [isWriting, setWriting] = useState(false)
  const isFound = editors.some(({ command }) => command === editorCommand)
  const value = isWriting ? OWN : editorCommand === null ? FIRST : isFound ? editorCommand : OWN
  const [first] = editors
  return (
    <Section title={t('Editor')}>
      <Select
        row
        width={300}
        label={t('Editor')}
        hint={t('Opens worktrees, repositories, and files at their line.')}
        value={value}
        options={[
          {
            id: FIRST,
            label:
              first === undefined
                ? t('The first one found')
                : t('The first one found: {name}', { name: first.name }),
          },
          ...editors.map(({ command, name }) => ({ id: command, label: name })),
          { id: OWN, label: t('A command of your own') },
        ]}
        onChange={(next) => {
          setWriting(next === OWN)
          if (next !== OWN) void changeSetting({ editorCommand: next === FIRST ? null : next })
        }}
      />
      {value === OWN && (
        <SavedText
          row
          width={300}
          mono
          label={t('Editor command')}
          hint={t(
            'A program and its words. {file}, {line} and {folder} stand for what is opened; without them it is put at the end.',
          )}
          placeholder={EXAMPLE}
          maxLength={500}
          value={isFound ? '' : (editorCommand ?? '')}
          onSave={async (text) => {
            const problem = await saveSettings({ editorCommand: text.trim() === '' ? null : text.trim() })
            if (problem === null) setWriting(false)
            return problem
          }}
        />
      )}
    </Section>
  )
}
