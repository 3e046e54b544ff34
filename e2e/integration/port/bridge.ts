import type { MessagePort as NodePort } from 'node:worker_threads'
import type { Page } from '@playwright/test'
import { answerPage } from '../../../electron/shell/electron/page-files.ts'
import type { PortHost } from './port-host.ts'

/** A secure origin that is answered by the test alone. */
export const ORIGIN = 'https://openlinear.test'

/**
 * Opens the built page as the desktop window has it: its files and their policy come from where `app://` gets
 * them, and its two ports lead to the host. What is a MessagePort of the page on one side is one of Node on the
 * other; Playwright carries the messages between them, in order.
 */
export async function openDesktopPage(page: Page, host: PortHost, pageFolder: string): Promise<void> {
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname, search } = new URL(route.request().url())
    const answer = await answerPage(pageFolder, {
      method: route.request().method(),
      url: `app://openlinear${pathname}${search}`,
    })
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    })
  })

  let ports: NodePort[] = []
  let sending = Promise.resolve()
  await page.exposeBinding('toHost', (_source, which: number, data: unknown) => {
    ports[which]?.postMessage(data)
  })
  await page.exposeBinding('connectHost', () => {
    for (const port of ports) port.close()
    const { calls, streams } = host.connect()
    ports = [calls, streams]
    ports.forEach((port, which) =>
      port.on('message', (data: unknown) => {
        sending = sending
          .then(() => page.evaluate(([to, message]) => window.fromHost(to, message), [which, data] as const))
          // The page is being left.
          .catch(() => undefined)
      }),
    )
  })
  await page.addInitScript(() => {
    window.openlinear = {
      async connect() {
        await window.connectHost()
        const channels = [new MessageChannel(), new MessageChannel()]
        channels.forEach(({ port2 }, which) => {
          port2.onmessage = ({ data }) => void window.toHost(which, data)
        })
        window.fromHost = (which, data) => channels[which]?.port2.postMessage(data)
        window.postMessage(
          'openlinear:ports',
          location.origin,
          channels.map(({ port1 }) => port1),
        )
      },
    }
  })
  await page.goto(`${ORIGIN}/`)
}

declare global {
  interface Window {
    toHost(which: number, data: unknown): Promise<void>
    connectHost(): Promise<void>
    fromHost(which: number, data: unknown): void
  }
}
