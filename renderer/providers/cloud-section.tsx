import { useState } from 'react'
import { changeSetting } from '../settings/change-setting.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Switch } from '../ui/field.tsx'
import { Section } from '../ui/section.tsx'

/** OpenCode's own free models: off until the user has read what turning them on means. */
export function CloudSection({ on }: { on: boolean }) {
  const [asking, setAsking] = useState(false)
  return (
    <Section title="OpenCode’s free cloud models">
      <Switch
        label="Use the free cloud models"
        hint={
          <>
            No key and no cost, but <b className="font-medium text-fg-2">your code leaves this machine</b>:
            prompts, and every file and output that an agent reads, go to OpenCode’s servers.
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
        title="Let your code leave this machine?"
        description="Runs that use a free cloud model send prompts, and every file and command output that the agent reads, to OpenCode’s servers and the companies whose models it offers. What is sent may be kept and used to improve models. Only runs whose model is one of these are affected."
        confirmLabel="Turn on"
        onConfirm={() => changeSetting({ openCodeCloud: true })}
      />
    </Section>
  )
}
