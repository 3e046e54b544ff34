import { createRoot } from 'react-dom/client'
import { App, DesktopApp } from './app/app.tsx'
import { desktopPorts, type PagePorts } from './state/desktop-window.ts'
import './styles/app.css'

const root = document.getElementById('root')
const ports = desktopPorts()
const page = ports === null ? <App /> : await desktopApp(ports)
if (root !== null) createRoot(root).render(page)

/** What only the desktop window needs is no part of what a browser loads. */
async function desktopApp(ports: Promise<PagePorts>) {
  const { PortTransport } = await import('./state/port-transport.ts')
  return <DesktopApp transport={new PortTransport(await ports)} />
}
