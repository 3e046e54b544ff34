import { useState } from 'react'
import { changeSetting } from '../settings/change-setting.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Switch } from '../ui/field.tsx'
import { Section } from '../ui/section.tsx'

/** OpenCode's own free models: off until the user has read what turning them on means. */
export function CloudSection({ on }: { on: boolean }) {
  const [asking, setAsking] = useState(false)
  return (
    <Section title={t('OpenCode’s free cloud models')}>
      <Switch
        label={t('Use the free cloud models')}
        hint={
          <>
            {rich(
              'No key and no cost, but <b>your code leaves this machine</b>: prompts, and every file and output that an agent reads, go to OpenCode’s servers.',
              { b: (text) => <b className="font-medium text-fg-2">{text}</b> },
            )}
          </>
        }
        checked={on}
        onChange={(next) => {
          if (next) setAsking(true)
          else void changeSetting({ openCodeCloud: false })
        }}
      />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('Let your code leave this machine?')}
        description={t(
          'Runs that use a free cloud model send prompts, and every file and command output that the agent reads, to OpenCode’s servers and the companies whose models it offers. What is sent may be kept and used to improve models. Only runs whose model is one of these are affected.',
        )}
        confirmLabel={t('Turn on')}
        onConfirm={() => changeSetting({ openCodeCloud: true })}
      />
    </Section>
  )
}
