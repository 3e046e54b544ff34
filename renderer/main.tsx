import { createRoot } from 'react-dom/client'
import { App, DesktopApp } from './app/app.tsx'
import { desktopPorts, PortTransport } from './state/port-transport.ts'
import './styles/app.css'

const root = document.getElementById('root')
const ports = desktopPorts()
const page = ports === null ? <App /> : <DesktopApp transport={new PortTransport(await ports)} />
if (root !== null) createRoot(root).render(page)
