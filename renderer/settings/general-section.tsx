import type { Settings } from '#shared/settings.ts'
import { saveSettings } from '../state/actions.ts'
import { useConnection } from '../state/hooks.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { NumberInput } from '../ui/field.tsx'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { changeSetting } from './change-setting.ts'
import { EditorSection } from './editor-section.tsx'

/** Where it keeps things, and for how long. */
export function GeneralSection({ settings }: { settings: Settings }) {
  const system = useConnection((state) => state.system)
  return (
    <>
      <Section title={t('Folders')}>
        <SavedText
          row
          width={300}
          mono
          label={t('Data folder')}
          hint={
            settings.nextDataFolder === null ? (
              t(
                'Holds the database, worktrees and logs. A change is taken up at the next start; what is in the old folder is not moved.',
              )
            ) : (
              <span className="text-wait">
                {rich('From the next start on: {folder}. What is in the old folder is not moved.', {
                  folder: <span className="font-mono text-11">{settings.nextDataFolder}</span>,
                })}
              </span>
            )
          }
          value={settings.nextDataFolder ?? settings.dataFolder}
          onSave={(text) => saveSettings({ dataFolder: text.trim() })}
        />
        <SavedText
          row
          width={300}
          mono
          label={t('Folder for clones')}
          hint={t(
            'Where repositories that you give by address are cloned. Empty = “clones” in the data folder.',
          )}
          placeholder={`${settings.dataFolder}/clones`}
          value={settings.cloneFolder ?? ''}
          onSave={(text) => saveSettings({ cloneFolder: text.trim() === '' ? null : text.trim() })}
        />
      </Section>
      {system?.can.openIn.includes('editor') === true && (
        <EditorSection settings={settings} editors={system.can.editors} />
      )}
      <Section title={t('Trash')}>
        <NumberInput
          row
          label={t('Keep discarded work for')}
          hint={t('After that, the branches and changes of discarded runs are gone for good.')}
          unit={t('days')}
          min={1}
          max={365}
          value={settings.trashRetentionDays}
          onChange={(value) =>
            void changeSetting({ trashRetentionDays: value ?? settings.trashRetentionDays })
          }
        />
      </Section>
      {system !== null && <p className="text-12 text-fg-3">OpenLinear {system.version}</p>}
    </>
  )
}
