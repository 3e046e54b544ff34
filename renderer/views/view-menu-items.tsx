import { ArrowDown, ArrowUp, Palette, Pencil, Trash2 } from 'lucide-react'
import type { SavedView } from '#shared/views.ts'
import { moveView, updateView, useViews } from '../state/views.ts'
import { t } from '../strings/t.ts'
import { Dot } from '../ui/dot.tsx'
import { COLOR_NAMES, colorValue, PALETTE } from '../ui/icons/color.ts'
import { MenuItem, MenuSeparator, MenuSub } from '../ui/menu.tsx'
import { viewDialog } from './view-dialogs.tsx'

/** What can be done with a saved view, as items of a menu. */
export function ViewMenuItems({ view }: { view: SavedView }) {
  const views = useViews()
  const at = views.findIndex(({ id }) => id === view.id)
  return (
    <>
      <MenuItem
        icon={<Pencil />}
        onSelect={() => setTimeout(() => viewDialog.setState({ open: { kind: 'edit', view } }))}
      >
        {t('Rename…')}
      </MenuItem>
      <MenuSub icon={<Palette />} label={t('Colour')}>
        {PALETTE.map((color) => (
          <MenuItem
            key={color}
            icon={<Dot color={colorValue(color)} />}
            checked={view.color === color}
            onSelect={() => void updateView(view.id, { color })}
          >
            {COLOR_NAMES[color]}
          </MenuItem>
        ))}
      </MenuSub>
      <MenuItem
        icon={<ArrowUp />}
        disabled={at <= 0}
        onSelect={() => void moveView(view.id, views[at - 1]?.id ?? null)}
      >
        {t('Move up')}
      </MenuItem>
      <MenuItem
        icon={<ArrowDown />}
        disabled={at === -1 || at === views.length - 1}
        onSelect={() => void moveView(view.id, views[at + 2]?.id ?? null)}
      >
        {t('Move down')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 />}
        danger
        onSelect={() => setTimeout(() => viewDialog.setState({ open: { kind: 'delete', view } }))}
      >
        {t('Delete…')}
      </MenuItem>
    </>
  )
}
