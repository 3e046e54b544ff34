import { join } from 'node:path'
import { app, dialog, Menu, nativeImage, nativeTheme, powerMonitor, protocol } from 'electron'
import { AppError } from '#shared/errors.ts'
import type { Host } from '../../host-api.ts'
import { createHost } from '../../host.ts'
import type { Log } from '../../runs/engine.ts'
import type { DatabaseDamaged } from '../../store/damage.ts'
import { createPortShell } from '../port/port-shell.ts'
import { readDeepLink } from './deep-link.ts'
import { desktopPlatform } from './desktop-platform.ts'
import { Exit } from './exit.ts'
import type { Links } from './links.ts'
import { menuTemplate } from './menu.ts'
import { noticeOf } from './notices.ts'
import { notify } from './notify.ts'
import { SCHEME } from './origin.ts'
import { answerPage } from './page-files.ts'
import { createPracticeProcess } from './practice-process.ts'
import { askToStartAgain, startOrRecover } from './recovery.ts'
import { createKeychainSecrets } from './secrets.ts'
import { createTray } from './tray.ts'
import { workInWords } from './tray-menu.ts'
import { Windows } from './windows.ts'
import { type Work, WorkWatch } from './work.ts'

export interface DesktopOptions {
  dataFolder: string
  pointerFile: string
  /** Folder of the built page. */
  page: string
  /** Path of the built preload script. */
  preload: string
  /** Folder of icons. */
  icons: string
  links: Links
  log: Log
}

const WEBSITE = 'https://openlinear.app'

/** The host in this process, and windows on it. To be called once the app is ready. */
export async function openDesktop(options: DesktopOptions): Promise<void> {
  const { dataFolder, pointerFile, page, icons, links, log } = options
  protocol.handle(SCHEME, (request) => answerPage(page, request))

  let open: Windows | null = null
  const platform = desktopPlatform({
    secrets: createKeychainSecrets(dataFolder),
    window: () => open?.leading?.browserWindow ?? null,
    log,
  })
  let damage = Promise.withResolvers<DatabaseDamaged>()
  const start = () => {
    // What an earlier try has seen is dealt with by then.
    damage = Promise.withResolvers<DatabaseDamaged>()
    const onDamage = damage.resolve
    return createHost({
      dataFolder,
      pointerFile,
      log,
      platform,
      forkPractice: createPracticeProcess,
      onDamage,
    })
  }
  const host = await startOrRecover(dataFolder, start, log)
  if (host === null) {
    app.exit(1)
    return
  }
  const openOutside = (url: string) => void platform.openExternal(url)

  const work = new WorkWatch(host, log, {
    change: (now) => showWork(now),
    happened(happening) {
      const notice = noticeOf(happening, host.settings.stored(), windows.looksAt())
      if (notice === null) return
      notify(notice, () => {
        const batchId =
          happening.of === 'batch' ? happening.id : happening.of === 'pull' ? happening.batchId : null
        if (batchId !== null) openBatch(batchId)
        else if (happening.of !== 'batch' && happening.identifier !== null) openTask(happening.identifier)
      })
    },
  })
  const exit = new Exit({
    host,
    work,
    window: () => windows.leading?.browserWindow ?? null,
    keep: () => windows.hide(),
    end() {
      work.stop()
      windows.end()
      tray.destroy()
    },
    log,
  })
  const windows = new Windows({
    preload: options.preload,
    icon: process.platform === 'linux' ? join(icons, 'icon.png') : undefined,
    stateFile: join(dataFolder, 'window', 'state.json'),
    connect: createPortShell(host, log),
    closing: () => exit.closing(),
    quit: () => exit.quit(),
    opened: () => showWork(work.now),
    openOutside,
    log,
  })
  open = windows
  const openTask = (identifier: string) => windows.command({ name: 'open-task', identifier })
  const openBatch = (id: string) => windows.command({ name: 'open-batch', id })
  const tray = createTray(icons, { open: () => windows.show(), openTask, openBatch, quit: () => exit.quit() })
  const overlay = nativeImage.createFromPath(join(icons, 'waiting.png'))
  const showWork = (now: Work) => {
    tray.show(now)
    if (process.platform === 'win32') {
      for (const { browserWindow } of windows.all)
        browserWindow.setOverlayIcon(now.waiting > 0 ? overlay : null, workInWords(now))
    }
  }

  const send = windows.command.bind(windows)
  const openWindow = () => windows.open(null)
  const template = menuTemplate(process.platform, app.isPackaged, {
    send,
    openWindow,
    openWebsite: () => openOutside(WEBSITE),
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  app.dock?.setMenu(
    Menu.buildFromTemplate([
      { label: 'New window', click: openWindow },
      { label: 'New task', click: () => send({ name: 'new-task' }) },
    ]),
  )
  followTheme(host)

  app.on('activate', () => windows.show())
  app.on('second-instance', () => windows.show())
  // The app lives in the tray without a window; who listens to this keeps it from quitting.
  app.on('window-all-closed', () => undefined)
  powerMonitor.on('shutdown', () => exit.quitAtOnce())
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => exit.quitAtOnce())

  void damage.promise.then(askToStartAgain).finally(() => exit.quitAtOnce())

  windows.show()
  links.listen((link) => {
    openLink(host, windows, link).catch((error: unknown) => {
      log('error', 'a link could not be opened', { error: String(error) })
    })
  })
  log('info', 'ready', { dataFolder })
}

/** A link may come from any page of the web: it opens a task that is there, and does nothing else. */
async function openLink(host: Host, windows: Windows, text: string): Promise<void> {
  const link = readDeepLink(text)
  windows.show()
  try {
    if (link === null) throw new AppError('NOT_FOUND', 'OpenLinear does not know this kind of link.')
    const { identifier } = await host.tasks.get(link.identifier)
    windows.command({ name: 'open-task', identifier })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const words = { type: 'info' as const, message: 'The link leads nowhere.', detail: error.message }
    const parent = windows.leading?.browserWindow
    await (parent === undefined ? dialog.showMessageBox(words) : dialog.showMessageBox(parent, words))
  }
}

/** Native menus and dialogs look as the page does. */
function followTheme(host: Host): void {
  const apply = () => {
    nativeTheme.themeSource = host.settings.stored().theme
  }
  apply()
  host.feed.subscribe((events) => {
    if (events.some(({ event }) => event === 'settings:updated')) apply()
  })
}
