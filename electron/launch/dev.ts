import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer, type ProxyOptions } from 'vite'
import config from '../../electron.vite.config.ts'
import { defaultDataFolder } from '../settings/data-folder.ts'
import { run } from './child.ts'
import { endWithNpm } from './end-with-npm.ts'
import { ROOT } from './root.ts'

/** What the host answers; the rest is the page, straight from its sources. */
const HOST_PATHS = ['/api', '/rpc', '/health', '/openapi.json']

/**
 * `npm run dev`: the host from its sources, started again when one of them changes, and the page from Vite.
 * Works on a data folder of its own. The options go to the headless shell.
 */
export async function dev(args: string[]): Promise<number> {
  endWithNpm()
  if (!config || typeof config !== 'object' || !('renderer' in config) || !config.renderer)
    throw new Error('electron.vite.config.ts has no renderer part')
  const token = randomBytes(32).toString('base64url')
  const hostPort = await freePort()
  const host = `http://127.0.0.1:${hostPort}`

  let pageOrigin = ''
  const toHost: ProxyOptions = {
    target: host,
    changeOrigin: true,
    configure(proxy) {
      // The host knows only its own origin. A foreign page's stays as it is, for the host to refuse.
      proxy.on('proxyReq', (request) => {
        if (request.getHeader('origin') === pageOrigin) request.setHeader('origin', host)
      })
    },
  }
  const page = await createServer({
    ...config.renderer,
    configFile: false,
    server: { host: '127.0.0.1', proxy: Object.fromEntries(HOST_PATHS.map((path) => [path, toHost])) },
  })
  await page.listen()
  pageOrigin = new URL(page.resolvedUrls?.local[0] ?? '').origin
  console.log(`\n  OpenLinear for development  ${pageOrigin}/#token=${token}\n`)

  const { code } = await run(
    process.execPath,
    ['--watch', '--watch-preserve-output', join(ROOT, 'electron/headless.ts')]
      .concat(['--port', String(hostPort), '--token', token])
      .concat(['--data-dir', `${defaultDataFolder(process.env)}-dev`])
      .concat(args),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  await page.close()
  return code
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
