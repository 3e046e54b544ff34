import { type DesktopBridge, PORTS_MESSAGE, type ShellCommand } from '#shared/port.ts'

/** The page's ends of the two ports to the host, see `shared/port.ts`. */
export interface PagePorts {
  calls: MessagePort
  streams: MessagePort
}

declare global {
  interface Window {
    /** There in the desktop window only. */
    openlinear?: DesktopBridge
  }
}

/** The ports to the host, asked for from the preload script; null where there is none. */
export function desktopPorts(): Promise<PagePorts> | null {
  const bridge = window.openlinear
  if (bridge === undefined) return null
  return new Promise((resolve) => {
    const take = ({ source, data, ports }: MessageEvent<unknown>) => {
      const [calls, streams] = ports
      if (source !== window || data !== PORTS_MESSAGE || calls === undefined || streams === undefined) return
      window.removeEventListener('message', take)
      resolve({ calls, streams })
    }
    window.addEventListener('message', take)
    bridge.connect()
  })
}

type CommandListener = (command: ShellCommand) => void
const commandListeners = new Set<CommandListener>()
/** Came before anybody listened. */
let heldCommands: ShellCommand[] = []

/** Calls `listener` with what the native menu, a notification or a link asks for, until the answer is called. */
export function onShellCommand(listener: CommandListener): () => void {
  commandListeners.add(listener)
  for (const command of heldCommands.splice(0)) listener(command)
  return () => commandListeners.delete(listener)
}

/** Tells whoever listens; who begins to later hears of it then. */
export function tellCommand(command: ShellCommand): void {
  if (commandListeners.size === 0) heldCommands = [...heldCommands.slice(-9), command]
  for (const listener of commandListeners) listener(command)
}
