import { contextBridge, ipcRenderer } from 'electron'
import { type DesktopBridge, PORTS_MESSAGE } from '#shared/port.ts'
import { CONNECT_CHANNEL } from './shell/electron/channel.ts'

// All that the page gets of Electron: two ports to the host. It runs in the sandbox, so it is built as CommonJS.
const bridge: DesktopBridge = {
  connect() {
    const calls = new MessageChannel()
    const streams = new MessageChannel()
    ipcRenderer.postMessage(CONNECT_CHANNEL, null, [calls.port2, streams.port2])
    window.postMessage(PORTS_MESSAGE, location.origin, [calls.port1, streams.port1])
  },
}
contextBridge.exposeInMainWorld('openlinear', bridge)
