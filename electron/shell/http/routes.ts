import { isContractProcedure } from '@orpc/contract'
import { contract } from '#shared/contract.ts'
import { MAX_IMPORT } from '../large-calls.ts'
import { MAX_BODY } from './body.ts'

/** Streams stand beside the contract: their form is ours. */
export const EVENTS_PATH = '/api/events'
export const RUN_LOG_PATH = '/api/runs/{id}/logs/stream'
export const TERMINAL_STREAM_PATH = '/api/terminals/{id}/stream'
export const RUN_RECORD_PATH = '/api/runs/{id}/record'
/** Files travel as they are, not within JSON. */
export const ATTACHMENTS_PATH = '/api/attachments'
export const ATTACHMENT_PATH = '/api/attachments/{id}/content'
export const OPENAPI_PATH = '/openapi.json'

/** Of {@link TERMINAL_STREAM_PATH}. */
export const TERMINAL_STREAM = /^\/api\/terminals\/[^/]+\/stream\/?$/

/** Calls that write, but come as fast as somebody types. */
const TYPED = /^terminals\/(?:write|resize)$/

interface Route {
  method: string
  path: string
  pattern: RegExp
  /** It changes something, and a loop of it gone wild is to be stopped. */
  isCounted: boolean
  /** Largest body, in bytes. */
  maxBody: number
}

export type RouteMatch =
  | { kind: 'found'; isCounted: boolean; maxBody: number }
  | { kind: 'wrong method'; allowed: string[] }
  | { kind: 'unknown' }

/** What a request asks for, before anything of it is read. */
export function findRoute(method: string, pathname: string): RouteMatch {
  const plain = pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname
  const matching = ROUTES.filter((route) => route.pattern.test(plain))
  const found = matching.find((route) => route.method === method)
  if (found !== undefined) return { kind: 'found', isCounted: found.isCounted, maxBody: found.maxBody }
  if (matching.length === 0) return { kind: 'unknown' }
  return { kind: 'wrong method', allowed: [...new Set(matching.map((route) => route.method))].sort() }
}

const ROUTES: Route[] = [
  ...[EVENTS_PATH, RUN_LOG_PATH, TERMINAL_STREAM_PATH, RUN_RECORD_PATH, ATTACHMENT_PATH, OPENAPI_PATH].map(
    (path) => route('GET', path, false),
  ),
  route('POST', ATTACHMENTS_PATH, true),
  ...routesOf(contract, []),
]

function route(method: string, path: string, isCounted: boolean, maxBody = MAX_BODY): Route {
  return {
    method,
    path,
    pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    isCounted,
    maxBody,
  }
}

/** Each call once as REST and once under its own name for the page. */
function routesOf(node: unknown, names: string[]): Route[] {
  if (isContractProcedure(node)) {
    const { method = 'POST', path = '' } = node['~orpc'].route
    const writes = method !== 'GET'
    const rpcPath = `/rpc/${names.join('/')}`
    const maxBody = names[0] === 'imports' ? MAX_IMPORT : MAX_BODY
    const isCounted = writes && !TYPED.test(names.join('/'))
    const rpc = route('POST', rpcPath, isCounted, maxBody)
    return [
      route(method, `/api${path}`, isCounted, maxBody),
      ...(writes ? [rpc] : [rpc, route('GET', rpcPath, false)]),
    ]
  }
  return Object.entries(node as Record<string, unknown>).flatMap(([name, child]) =>
    routesOf(child, [...names, name]),
  )
}
