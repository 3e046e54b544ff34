import type { MenuItemConstructorOptions } from 'electron'
import type { ShellCommand } from '#shared/port.ts'

export interface MenuActions {
  /** Has the page do something. */
  send: (command: ShellCommand) => void
  /** Opens another window. */
  openWindow: () => void
  openWebsite: () => void
}

/** The application's menu. The page has most of these keys itself; here they are found by people who look for them. */
export function menuTemplate(
  platform: NodeJS.Platform,
  isPackaged: boolean,
  { send, openWindow, openWebsite }: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const command = (
    label: string,
    name: Exclude<ShellCommand['name'], 'open-task' | 'open-batch'>,
    accelerator?: string,
  ) => ({
    id: name,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => send({ name }),
  })
  const settings = command('Settings…', 'settings', 'CmdOrCtrl+,')
  const separator = { type: 'separator' as const }

  const app: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
  return [
    ...(isMac ? [app] : []),
    {
      label: 'File',
      submenu: [
        command('New task', 'new-task', 'CmdOrCtrl+N'),
        { id: 'new-window', label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: openWindow },
        separator,
        ...(isMac ? [] : [settings, separator]),
        { role: 'close' },
        ...(isMac ? [] : [{ role: 'quit' as const }]),
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        command('Board', 'board'),
        command('Command palette…', 'command-palette', 'CmdOrCtrl+K'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        separator,
        { role: 'reload' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    { label: 'Task', submenu: [command('Execute', 'execute', 'CmdOrCtrl+Shift+E')] },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'OpenLinear’s website', click: openWebsite }] },
  ]
}
