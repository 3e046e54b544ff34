import { t } from '../strings/t.ts'
import { ResizeEdge } from '../ui/resize-edge.tsx'
import { SIDEBAR, setSidebarWidth, useSidebarLayout } from './sidebar-layout.ts'

/** The line between the sidebar and the screen. */
export function SidebarEdge() {
  const width = useSidebarLayout((state) => state.width)
  return (
    <ResizeEdge
      side="end"
      label={t('Width of the sidebar')}
      controls="sidebar"
      size={width}
      range={SIDEBAR}
      onResize={setSidebarWidth}
      className="max-[900px]:hidden"
    />
  )
}
