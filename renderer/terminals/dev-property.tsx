import { Play, RotateCw } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { endWords } from '#shared/terminal-text.ts'
import type { Run } from '#shared/runs.ts'
import { useProject } from '../state/hooks.ts'
import { startDev, stopTerminal } from '../state/terminals.ts'
import { t } from '../strings/t.ts'
import { Property } from '../task/properties/property.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { StopIcon } from '../ui/icons/stop-icon.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { DevAddress } from './dev-address.tsx'
import { openPanel, showTerminal } from './panel-state.ts'
import { useDevOf, useLoadedTerminals } from './use-terminals.ts'

/** The dev command in the worktree of a run: whether it runs, and where what it serves can be seen. */
export function DevProperty({ run }: { run: Run }) {
  const project = useProject(run.projectId)
  const dev = useDevOf(run.worktreePath)
  useLoadedTerminals()
  const [isStarting, setStarting] = useState(false)
  const folder = run.worktreePath
  if (folder === null || (dev === undefined && (project?.devCommand ?? null) === null)) return null
  const start = async () => {
    setStarting(true)
    await startDev(run.id, ({ id }) => {
      showTerminal(folder, id)
      // Whoever starts it anew has it open, or has hidden it.
      if (dev === undefined) openPanel(folder)
    })
    setStarting(false)
  }
  const begin = (words: string, icon: ReactNode) => (
    <Button size="s" icon={icon} busy={isStarting} onClick={() => void start()}>
      {words}
    </Button>
  )
  return (
    <Property name={t('Dev')}>
      <span className="flex min-h-7 min-w-0 items-center gap-1">
        {dev === undefined ? (
          begin(t('Start'), <Play />)
        ) : dev.status === 'running' ? (
          <>
            {dev.address === null ? (
              <span className="flex min-w-0 items-center gap-1.5 text-run">
                <Spinner /> {t('Running')}
              </span>
            ) : (
              <DevAddress short address={dev.address} />
            )}
            <IconButton size="s" label={t('Stop the dev command')} onClick={() => void stopTerminal(dev)}>
              <StopIcon />
            </IconButton>
          </>
        ) : (
          <>
            <span className={dev.exitCode === 0 || dev.exitCode === null ? 'text-fg-3' : 'text-bad'}>
              {dev.status === 'lost' ? t('Lost') : endWords(dev)}
            </span>
            {begin(t('Restart'), <RotateCw />)}
          </>
        )}
      </span>
    </Property>
  )
}
