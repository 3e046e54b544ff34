import { readFile } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import { pagePolicy } from '../page-policy.ts'
import { isOurs } from './origin.ts'

/** The page calls nobody: it has its ports. */
export const CONTENT_SECURITY_POLICY = pagePolicy("'none'")

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

/**
 * The file of the built page that an address stands for: itself, or the page for an address of its own such
 * as `/task/APP-1`. Null for what lies outside of the folder or is of no kind that a page is made of.
 */
export function pageFile(folder: string, url: string): string | null {
  if (!isOurs(url)) return null
  let path: string
  try {
    path = decodeURIComponent(new URL(url).pathname)
  } catch {
    return null
  }
  if (/[\0\\]/.test(path)) return null
  const file = resolve(join(folder, path))
  if (file !== resolve(folder) && !file.startsWith(resolve(folder) + sep)) return null
  if (extname(file) in TYPES) return file
  return path.startsWith('/assets/') ? null : join(folder, 'index.html')
}

/** Answers a request of the page for one of its files. */
export async function answerPage(
  folder: string,
  request: Pick<Request, 'method' | 'url'>,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
  const file = pageFile(folder, request.url)
  if (file === null) return refusal(404)
  try {
    const bytes = await readFile(file)
    const headers = { ...HEADERS, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }
    return new Response(request.method === 'HEAD' ? null : bytes, { headers })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return refusal(404)
    throw error
  }
}

const refusal = (status: number) => new Response(null, { status, headers: HEADERS })
