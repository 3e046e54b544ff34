// Draws every icon of the desktop app from the shapes below: `npm exec -c 'node resources/draw-icons.mjs'`.
// Run by hand when they change; what it writes is committed.
import { join } from 'node:path'
import { chromium } from '@playwright/test'

const LINES = 'M9 21.5h14M9 16h10M9 10.5h6'
const DOT = '<circle cx="25" cy="7" r="6.5" fill="#f0883e"/>'

const svg = (content, box = '0 0 32 32') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="100%" height="100%">${content}</svg>`
const lines = (color, width) =>
  `<path d="${LINES}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linecap="round"/>`
const tile = `<defs><linearGradient id="a" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#3f6ae0"/><stop offset="1" stop-color="#b48ef7"/></linearGradient></defs><rect width="32" height="32" rx="9" fill="url(#a)"/>${lines('#fff', 2.4)}`
// A Mac takes the shape alone and colours it for its menu bar.
const shape = lines('#000', 3.2)

const app = svg(tile, '-2 -2 36 36')
const PICTURES = [
  ['icon.png', app, 1024],
  ['icons/icon.png', app, 256],
  ['icons/tray.png', svg(tile), 24],
  ['icons/tray@2x.png', svg(tile), 48],
  ['icons/trayWaiting.png', svg(tile + DOT), 24],
  ['icons/trayWaiting@2x.png', svg(tile + DOT), 48],
  ['icons/trayTemplate.png', svg(shape, '4 4 24 24'), 16],
  ['icons/trayTemplate@2x.png', svg(shape, '4 4 24 24'), 32],
  ['icons/trayWaitingTemplate.png', svg(`${shape}<circle cx="23" cy="9" r="4.5"/>`, '4 4 24 24'), 16],
  ['icons/trayWaitingTemplate@2x.png', svg(`${shape}<circle cx="23" cy="9" r="4.5"/>`, '4 4 24 24'), 32],
  ['icons/waiting.png', svg('<circle cx="16" cy="16" r="14" fill="#f0883e"/>'), 16],
  ['icons/waiting@2x.png', svg('<circle cx="16" cy="16" r="14" fill="#f0883e"/>'), 32],
]

const browser = await chromium.launch({
  executablePath: process.env.OPENLINEAR_BROWSER ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const page = await browser.newPage()
for (const [file, content, size] of PICTURES) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>*{margin:0}svg{display:block}</style>${content}`)
  await page.screenshot({ path: join(import.meta.dirname, file), omitBackground: true })
}
await browser.close()
