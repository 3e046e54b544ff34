/** A port as Electron's main process has it (`MessagePortMain`). */
interface MainPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** A port as the web and `worker_threads` have it. */
interface WebPort {
  addEventListener(event: 'message', listener: (message: { data: unknown }) => void): unknown
  addEventListener(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** Our end of a port, of either kind. */
export type HostPort = MainPort | WebPort

/** Calls back with what comes through a port, of whichever kind. */
export function onMessage(port: HostPort, listener: (message: unknown) => void): void {
  const take = ({ data }: { data: unknown }) => listener(data)
  if ('addEventListener' in port) port.addEventListener('message', take)
  else port.on('message', take)
}

/** Calls back when the other end is gone. */
export function onClose(port: HostPort, listener: () => void): void {
  if ('addEventListener' in port) port.addEventListener('close', listener)
  else port.on('close', listener)
}
