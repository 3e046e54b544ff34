import { FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { attempt } from '../state/actions.ts'
import { useConnection } from '../state/hooks.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'

/** Opens the desktop's own dialog for a folder; nothing where the shell has none. */
export function FolderPicker({ onPick, className }: { onPick: (path: string) => void; className?: string }) {
  const can = useConnection((state) => state.system?.can.pickFolder ?? false)
  const [busy, setBusy] = useState(false)
  if (!can) return null
  const pick = async () => {
    setBusy(true)
    const picked = await attempt(() => client.system.pickFolder(), t('The folder dialog did not open'))
    setBusy(false)
    if (picked !== null && picked.path !== null) onPick(picked.path)
  }
  return (
    <Button
      icon={<FolderOpen />}
      busy={busy}
      onClick={() => void pick()}
      {...(className === undefined ? {} : { className })}
    >
      {t('Choose…')}
    </Button>
  )
}
