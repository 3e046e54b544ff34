import { useState } from 'react'
import type { Settings } from '#shared/settings.ts'
import { commandOf } from '../commands/catalog.ts'
import { CommandRow, FixedRow } from '../commands/command-row.tsx'
import { keymapOf } from '../commands/keymap.ts'
import { commandsByRoom } from '../commands/sheet.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { TextInput } from '../ui/field.tsx'
import { Section } from '../ui/section.tsx'
import { changeSetting } from './change-setting.ts'

/** Which key does what, and how to change it. */
export function KeyboardSection({ settings: { keymap: own } }: { settings: Settings }) {
  const [typed, setTyped] = useState('')
  const [resetting, setResetting] = useState(false)
  const keymap = keymapOf(own)
  const groups = commandsByRoom(keymap, typed.trim())
  const change = (next: Record<string, string[]>) => void changeSetting({ keymap: next })
  return (
    <>
      <div className="mb-6 flex flex-wrap items-end gap-2">
        <div className="min-w-[min(22ch,100%)] flex-1">
          <TextInput
            label={t('Find a command')}
            hideLabel
            placeholder={t('Find a command or a key…')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        <Button disabled={Object.keys(own).length === 0} onClick={() => setResetting(true)}>
          {t('Reset all…')}
        </Button>
      </div>
      {groups.map(({ name, ids }) => (
        <Section key={name} title={name}>
          {ids.map((id) =>
            commandOf(id).fixed === true ? (
              <FixedRow key={id} id={id} keymap={keymap} />
            ) : (
              <CommandRow key={id} id={id} keymap={keymap} own={own} onChange={change} />
            ),
          )}
        </Section>
      ))}
      {groups.length === 0 && (
        <p className="py-8 text-center text-12 text-fg-3">{t('No command is called that.')}</p>
      )}
      <ConfirmDialog
        open={resetting}
        onOpenChange={setResetting}
        title={t('Reset all keys?')}
        description={t('Every command has the keys again that it came with.')}
        confirmLabel={t('Reset all')}
        onConfirm={() => changeSetting({ keymap: {} })}
      />
    </>
  )
}
