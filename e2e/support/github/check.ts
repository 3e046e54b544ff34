import { readFile } from 'node:fs/promises'
import { type Document, OpenAPIBackend } from 'openapi-backend'
import { OPERATIONS, type Operation } from './operations.ts'
import type { Description } from './slice.ts'

export const readSlice = async () =>
  JSON.parse(await readFile(new URL('openapi.json', import.meta.url), 'utf8')) as Description

/** Checks requests and answers against GitHub's own description. */
export interface Checker {
  request(operation: Operation, request: Asked): string[]
  response(operation: Operation, status: number, body: unknown): string[]
}

interface Asked {
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: unknown
}

interface Described {
  operationId: string
  requestBody?: { content?: { 'application/json'?: { schema?: { properties?: object } } } }
  responses: Record<string, unknown>
}

type Problem = { instancePath: string; message?: string; params?: unknown }
const told = ({ instancePath, message, params }: Problem) =>
  `${instancePath || 'it'} ${message ?? 'is wrong'} ${JSON.stringify(params)}`

const FORMATS: Record<string, (value: string) => boolean> = {
  uri: (value) => URL.canParse(value),
  'date-time': (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value),
  email: (value) => /^[^@\s]+@[^@\s]+$/.test(value),
  'repo.nwo': (value) => /^[^/\s]+\/[^/\s]+$/.test(value),
}

/** GitHub writes `nullable` beside alternatives and enums too, where the validator wants null to be one of them. */
function withNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNull)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withNull(each)]))
  const { nullable, ...rest } = fields
  if (nullable !== true) return fields
  if (Array.isArray(rest['enum'])) return { ...fields, enum: [...(rest['enum'] as unknown[]), null] }
  if ('type' in fields) return fields
  const choice = ['oneOf', 'anyOf'].find((name) => Array.isArray(rest[name]))
  if (choice !== undefined) return { ...rest, [choice]: [...(rest[choice] as unknown[]), { type: 'null' }] }
  return Array.isArray(rest['allOf']) ? { anyOf: [rest, { type: 'null' }] } : rest
}

async function make(): Promise<Checker> {
  const description = withNull(await readSlice()) as Description
  // `quick`: a schema is compiled when it is needed first.
  const definition = description as unknown as Document
  const backend = new OpenAPIBackend({
    definition,
    quick: true,
    coerceTypes: true,
    ajvOpts: { allErrors: true, code: { optimize: false } },
    customizeAjv(ajv) {
      for (const [name, validate] of Object.entries(FORMATS)) ajv.addFormat(name, validate)
      return ajv
    },
  })
  await backend.init()
  const described = (operation: Operation) => {
    const [method = '', path = ''] = operation.split(' ')
    return description.paths[path]?.[method.toLowerCase()] as unknown as Described
  }
  return {
    request(operation, { path, query, headers, body }) {
      const { operationId, requestBody } = described(operation)
      const asked = { method: operation.split(' ')[0] ?? '', path, headers, query: query.toString(), body }
      const { errors } = backend.validator.validateRequest(asked, operationId)
      const known = requestBody?.content?.['application/json']?.schema?.properties
      const unknown =
        known && typeof body === 'object' && body !== null
          ? Object.keys(body).filter((name) => !(name in known))
          : []
      return [...(errors ?? []).map(told), ...unknown.map((name) => `GitHub ignores "${name}"`)]
    },
    response(operation, status, body) {
      const { operationId, responses } = described(operation)
      if (!(String(status) in responses)) {
        const said = typeof body === 'object' && body !== null && 'message' in body
        // 301, 307, 401, 429 and 5xx are possible everywhere, though not described everywhere.
        return (status >= 400 || status === 301 || status === 307) && said
          ? []
          : [`GitHub does not answer it with ${status}`]
      }
      return (backend.validator.validateResponse(body ?? null, operationId, status).errors ?? []).map(told)
    },
  }
}

let checker: Promise<Checker> | undefined

/** One for the process: compiling schemas takes its time. */
export function getChecker(): Promise<Checker> {
  checker ??= make()
  return checker
}

const patterns = OPERATIONS.map((operation) => {
  const [method, path = ''] = operation.split(' ')
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  return { operation, method, names, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`) }
})

/** Which operation a request is, and what its path says. */
export function operationOf(method: string, path: string) {
  for (const { operation, method: its, names, pattern } of patterns) {
    const found = its === method ? pattern.exec(path) : null
    if (found)
      return {
        operation,
        params: Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? '')])),
      }
  }
  return null
}
