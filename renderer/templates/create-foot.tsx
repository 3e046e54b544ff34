import { ChevronDown, LayoutTemplate, Maximize2, Play } from 'lucide-react'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Switch } from '../ui/field.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'

/** What happens once the task is made. */
export type Then = 'tell' | 'execute' | 'open'

/** The foot of a new task: ways to make it, to keep it as a template, and to leave it. Stands in its form. */
export function CreateFoot({
  isEmpty,
  busy,
  more,
  onMore,
  onCreate,
  onCancel,
  onSave,
}: {
  /** It has no title yet. */
  isEmpty: boolean
  busy: boolean
  /** Goes on with the next task when one is made. */
  more: boolean
  onMore: (more: boolean) => void
  onCreate: (then: Then) => void
  onCancel: () => void
  onSave: () => void
}) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3">
      <Switch
        label={t('Create more')}
        checked={more}
        onChange={onMore}
        className="me-auto flex-row-reverse gap-2 text-12 [&_label]:font-normal [&_label]:text-fg-2"
      />
      <Button variant="ghost" onClick={onCancel}>
        {t('Cancel')}
      </Button>
      <Button icon={<Play />} keys="mod+shift+enter" disabled={isEmpty} onClick={() => onCreate('execute')}>
        {t('Create and execute')}
      </Button>
      <span className="flex gap-px">
        <Button
          type="submit"
          variant="primary"
          keys="mod+enter"
          busy={busy}
          disabled={isEmpty}
          className="rounded-e-none"
        >
          {t('Create')}
        </Button>
        <Menu
          label={t('More ways to create')}
          align="end"
          trigger={
            <IconButton
              label={t('More ways to create')}
              bare
              variant="primary"
              className="w-6 rounded-s-none coarse:w-touch"
            >
              <ChevronDown />
            </IconButton>
          }
        >
          <MenuItem
            icon={<Maximize2 />}
            keys="mod+alt+enter"
            disabled={isEmpty}
            onSelect={() => onCreate('open')}
          >
            {t('Create and open')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<LayoutTemplate />} onSelect={() => setTimeout(onSave)}>
            {t('Save as template…')}
          </MenuItem>
        </Menu>
      </span>
    </footer>
  )
}
