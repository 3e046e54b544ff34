/**
 * Renews `openapi.json`: the operations used, cut out of GitHub's own OpenAPI description.
 *
 *     node e2e/support/github/slice.ts
 *
 * The package that holds the description unpacks to 390 MB, so it is fetched into a temporary folder and never
 * becomes a dependency.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OPERATIONS } from './operations.ts'

const PACKAGE = '@octokit/openapi@23.0.2'
const DESCRIPTION = 'package/generated/api.github.com.json'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Fields = { [key: string]: Json }

export interface Description extends Fields {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Fields>
  components: Record<string, Fields>
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options']
const PROSE = new Set([
  'description',
  'summary',
  'externalDocs',
  'example',
  'examples',
  'tags',
  'title',
  'default',
])

/** Without examples, prose and GitHub's own extensions: they check nothing. */
function bare(value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map((each) => bare(each))
  if (value === null || typeof value !== 'object') return value
  const kept: Fields = {}
  for (const [key, each] of Object.entries(value)) {
    // Under `properties` keys are names of fields, and a field may well be called `description`.
    if (!names && (PROSE.has(key) || key.startsWith('x-'))) continue
    kept[key] = bare(each, !names && key === 'properties')
  }
  // OpenAPI demands words here.
  if (!names && 'description' in value && ('content' in value || 'headers' in value)) kept['description'] = ''
  return kept
}

/** Every `$ref` in it, as `[kind, name]` of a component. */
function* references(value: Json): Generator<[string, string]> {
  if (value === null || typeof value !== 'object') return
  for (const [key, each] of Object.entries(value)) {
    if (key === '$ref' && typeof each === 'string') {
      const [, kind, name] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(each) ?? []
      if (kind !== undefined && name !== undefined) yield [kind, name]
    } else yield* references(each)
  }
}

/** The operations asked for, and all that they refer to. */
export function slice(whole: Description, operations: readonly string[]): Description {
  const cut: Description = {
    openapi: whole.openapi,
    info: { title: 'GitHub’s REST API, the operations used', version: whole.info.version },
    paths: {},
    components: {},
  }
  const open: Json[] = []
  for (const each of operations) {
    const [method = '', path = ''] = each.split(' ')
    const operation = whole.paths[path]?.[method.toLowerCase()]
    if (operation === undefined) throw new Error(`GitHub's description knows no ${each}`)
    const kept = bare(operation) as Fields
    for (const response of Object.values(kept['responses'] as Fields))
      if (typeof response === 'object' && response !== null && !('$ref' in response))
        (response as Fields)['description'] = ''
    cut.paths[path] = { ...cut.paths[path], [method.toLowerCase()]: kept }
    open.push(kept)
  }
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const [kind, name] of references(next)) {
      if (cut.components[kind]?.[name] !== undefined) continue
      const component = whole.components[kind]?.[name]
      if (component === undefined) throw new Error(`GitHub's description lacks its own ${kind}/${name}`)
      const kept = bare(component)
      cut.components[kind] = { ...cut.components[kind], [name]: kept }
      open.push(kept)
    }
  return cut
}

/** The operations of a description, as `METHOD /path`. */
export const operationsOf = (description: Description): string[] =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => METHODS.includes(method))
      .map((method) => `${method.toUpperCase()} ${path}`),
  )

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'openlinear-openapi-'))
  try {
    const archive = execFileSync('npm', ['pack', '--silent', PACKAGE], {
      cwd: folder,
      encoding: 'utf8',
    }).trim()
    execFileSync('tar', ['xzf', archive, DESCRIPTION], { cwd: folder })
    const whole = JSON.parse(readFileSync(join(folder, DESCRIPTION), 'utf8')) as Description
    const text = `${JSON.stringify(slice(whole, OPERATIONS))}\n`
    writeFileSync(fileURLToPath(new URL('openapi.json', import.meta.url)), text)
    console.log(`openapi.json: ${OPERATIONS.length} operations, ${Math.round(text.length / 1000)} kB`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
