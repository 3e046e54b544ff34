import { t } from '../strings/t.ts'
import { ResizeEdge } from '../ui/resize-edge.tsx'
import { HEIGHT, setPanelHeight, usePanel } from './panel-state.ts'

/** The line over the panel. */
export function PanelEdge() {
  const height = usePanel((panel) => panel.height)
  return (
    <ResizeEdge
      side="top"
      label={t('Height of the terminal')}
      size={height}
      range={HEIGHT}
      drawnSize={(edge, scale) => (edge.parentElement?.offsetHeight ?? 0) / scale}
      onResize={setPanelHeight}
    />
  )
}
