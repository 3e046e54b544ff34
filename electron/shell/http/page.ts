import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'
import { AppError } from '#shared/errors.ts'
import { pagePolicy } from '../page-policy.ts'

const CONTENT_SECURITY_POLICY = pagePolicy("'self'")

export type ServePage = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Serves the built page. Its assets are named by their content and kept for good by the browser; the page
 * itself is asked for anew each time.
 */
export function createPage(folder: string): ServePage {
  const built = existsSync(join(folder, 'index.html'))
  const serve = built
    ? sirv(folder, { etag: true, single: true, ignores: ['^/assets/'], setHeaders: setCaching })
    : null
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new AppError('METHOD_NOT_ALLOWED', `${request.method} is not possible here.`)
    }
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY)
    const missing = () => {
      throw new AppError('NOT_FOUND', built ? 'There is no such page.' : 'The page is not built here.')
    }
    if (serve === null) missing()
    else serve(request, response, missing)
  }
}

function setCaching(response: ServerResponse, pathname: string): void {
  const immutable = pathname.startsWith('/assets/')
  response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
}
