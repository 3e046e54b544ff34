import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { ERROR_STATUS } from '#shared/errors.ts'
import type { FuzzHost } from './fuzz-host.ts'
import type { Procedure } from './procedures.ts'
import { SECRETS } from './sandbox.ts'
import type { Answer } from './transports.ts'

/** An error tells what is wrong, not all that was sent. In characters. */
const LONGEST_ERROR = 20_000

/**
 * The calls that may answer 503 UNAVAILABLE: they need the agent's server, and a call of `agents.restart` at the
 * same time takes it away from under them. All others have no reason to.
 */
const NEEDS_AGENT = /^(agents|providers|models|doctor)\./

/** What reports paths of the machine by its purpose. */
const SHOWS_PATHS = /^(doctor|settings)\./

const envelope = z.strictObject({
  code: z.string(),
  message: z.string().regex(/\S \S/, 'a sentence'),
  details: z.record(z.string(), z.unknown()).nullable(),
})

const SOURCES = join(import.meta.dirname, '../../..')

/** What must not be, in words; empty when all is well. */
export function problemsOf(host: FuzzHost, procedure: Procedure, input: unknown, answer: Answer): string[] {
  const { status, body, text } = answer
  const problems = leaksIn(host, text)
  if (status >= 500 && !(status === 503 && NEEDS_AGENT.test(procedure.name)))
    problems.push(`status ${status}`)
  if (status < 400) {
    const right = answer.transport === 'rest' ? procedure.successStatus : 200
    if (status !== right) problems.push(`status ${status} instead of ${right}`)
    const read = procedure.output.safeParse(body)
    if (!read.success)
      problems.push(`no answer of the contract: ${z.prettifyError(read.error).slice(0, 500)}`)
    if (!SHOWS_PATHS.test(procedure.name)) problems.push(...sourcesIn(text))
    return problems
  }
  const read = envelope.safeParse(body)
  if (!read.success) return [...problems, `no error envelope: ${z.prettifyError(read.error)}`]
  const { code } = read.data
  const known = (ERROR_STATUS as Record<string, number>)[code]
  if (known === undefined) problems.push(`unknown code ${code}`)
  else if (known !== status) problems.push(`${code} came with status ${status}`)
  if (text.length > LONGEST_ERROR) problems.push(`an error of ${text.length} characters`)
  return [...problems, ...sourcesIn(text), ...pathsIn(host, JSON.stringify(read.data), input)]
}

/** Secrets that stand in a text. */
export function leaksIn(host: FuzzHost, text: string): string[] {
  const secrets = { ...SECRETS, token: host.token }
  return Object.entries(secrets).flatMap(([name, secret]) =>
    text.includes(secret) ? [`the secret “${name}” leaked`] : [],
  )
}

/** Marks of a stack trace, or of where the program stands. */
const sourcesIn = (text: string) =>
  ['node_modules', 'file://', `${SOURCES}/electron`, `${SOURCES}/shared`, '    at ', 'SqliteError', 'SQLITE_']
    .filter((mark) => text.includes(mark))
    .map((mark) => `${JSON.stringify(mark)} in an answer`)

/**
 * Paths of the machine in an error that its caller did not give: all but those of repositories and worktrees,
 * which every caller sees in projects and runs.
 */
function pathsIn(host: FuzzHost, text: string, input: unknown): string[] {
  const { root, repositories, dataFolder } = host.sandbox
  // Where the wire lets it, an input may be a number that JSON has no word for.
  const given = JSON.stringify(input, (_, value) => (typeof value === 'bigint' ? String(value) : value)) ?? ''
  const shown = [...repositories, join(dataFolder, 'worktrees'), join(dataFolder, 'sample')]
  const found = text.match(/(?<![\w.:/-])\/[\w.-]+(?:\/[^\s"'\\,;:)]+)+/g) ?? []
  const ours = found.filter((path) =>
    [root, SOURCES, homedir(), ...repositories, '/tmp/', '/usr/', '/root'].some((place) =>
      path.startsWith(place),
    ),
  )
  return ours
    .map((path) => path.replace(/[.’”]+$/, ''))
    .filter((path) => !given.includes(path) && !shown.some((place) => path.startsWith(place)))
    .map((path) => `the path ${path} in an error`)
}
