import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { App, DesktopApp } from './app/app.tsx'
import { desktopPorts, type PagePorts } from './state/desktop-window.ts'
import './styles/app.css'

const root = document.getElementById('root')
const ports = desktopPorts()
const show = (page: ReactNode) => {
  if (root !== null) createRoot(root).render(page)
}
// Not awaited here: what is loaded then has parts in this very file, and would wait for it to be through.
if (ports === null) show(<App />)
else void desktopApp(ports).then(show)

/** What only the desktop window needs is no part of what a browser loads. */
async function desktopApp(ports: Promise<PagePorts>) {
  const { PortTransport } = await import('./state/port-transport.ts')
  return <DesktopApp transport={new PortTransport(await ports)} />
}
