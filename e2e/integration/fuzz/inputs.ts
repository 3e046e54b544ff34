import fc from 'fast-check'
import { z } from 'zod'
import { TASK_STATUSES } from '#shared/tasks.ts'
import { nasty, nastyText, nearValid, NASTY_TEXTS } from './nasty.ts'
import type { Procedure } from './procedures.ts'
import { reference, referenceTo } from './references.ts'

type Json = z.core.JSONSchema.JSONSchema

/** Inputs of a procedure as its schema has them; ids are references. */
export function validInputs(procedure: Procedure): fc.Arbitrary<unknown> {
  if (procedure.input === null) return fc.constant(undefined)
  const schema = z.toJSONSchema(procedure.input, { io: 'input', unrepresentable: 'any' })
  return fromSchema(schema, { procedure, field: '' })
}

/** What a procedure is fuzzed with: valid inputs, valid ones with something wrong in them, and plain garbage. */
export function fuzzInputs(procedure: Procedure): fc.Arbitrary<unknown> {
  const valid = validInputs(procedure)
  return fc.oneof(
    { weight: 10, arbitrary: valid },
    { weight: 9, arbitrary: nearValid(valid) },
    { weight: 1, arbitrary: nasty },
  )
}

interface Place {
  procedure: Procedure
  /** Name of the innermost property. */
  field: string
}

/** @throws when the schema says something that nothing can be generated for yet */
function fromSchema(schema: Json | boolean, place: Place): fc.Arbitrary<unknown> {
  if (typeof schema === 'boolean') return nasty
  const { field } = place
  // What the schema itself names is what there is.
  const hint = schema.enum === undefined ? HINTS[field] : undefined
  if (hint !== undefined && schema.type !== 'array' && schema.anyOf === undefined) return hint
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom<unknown>(...schema.enum)
  const either = schema.anyOf ?? schema.oneOf
  if (either !== undefined) return fc.oneof(...either.map((one) => fromSchema(one, place)))
  if (Array.isArray(schema.type)) {
    return fc.oneof(...schema.type.map((type) => fromSchema({ ...schema, type } as Json, place)))
  }
  switch (schema.type) {
    case 'object':
      return fromObject(schema, place)
    case 'array':
      return fromArray(schema, place)
    case 'string':
      return fromString(schema, place)
    case 'integer':
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? -1000, max: Math.min(schema.maximum ?? 1000, 2 ** 31) }),
        fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 0),
      )
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      throw new Error(
        `${place.procedure.name}: nothing can be generated for the field “${field}” with ${JSON.stringify(schema)}. Teach e2e/integration/fuzz/inputs.ts.`,
      )
  }
}

function fromObject(schema: Json, place: Place): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema
  const fields = Object.entries(properties)
  if (fields.length === 0 && typeof additionalProperties === 'object') {
    return fc.dictionary(
      fc.oneof(fc.constantFrom('__proto__', 'constructor', 'a'), fc.string({ maxLength: 20 })),
      fromSchema(additionalProperties, place),
      { maxKeys: 5 },
    )
  }
  const made = Object.fromEntries(
    fields.map(([field, inner]) => [field, fromSchema(inner, { ...place, field })]),
  )
  const any = fc.record(made, { requiredKeys: required })
  const optional = Object.keys(made).filter((field) => !required.includes(field))
  if (optional.length < 3) return any
  // Of many fields one is nearly always refused by the world as it is, and nothing behind it is reached.
  const few = fc
    .subarray(optional, { maxLength: 2 })
    .chain((kept) =>
      fc.record(
        Object.fromEntries(
          Object.entries(made).filter(([field]) => required.includes(field) || kept.includes(field)),
        ),
      ),
    )
  return fc.oneof({ weight: 2, arbitrary: few }, { weight: 1, arbitrary: any })
}

function fromArray(schema: Json, place: Place): fc.Arbitrary<unknown> {
  const { items, maxItems = 100, minItems = 0 } = schema
  if (items === undefined || Array.isArray(items)) throw new Error(`${place.procedure.name}: a tuple`)
  const item = fromSchema(items, place)
  return fc.oneof(
    { weight: 8, arbitrary: fc.array(item, { minLength: minItems, maxLength: Math.min(4, maxItems) }) },
    { weight: 1, arbitrary: fc.array(item, { minLength: maxItems, maxLength: maxItems }) },
  )
}

function fromString(schema: Json, { procedure, field }: Place): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 100_000, pattern, format } = schema
  const kind = kindOf(procedure)
  const isBatched = kind === 'batches' && field.startsWith('taskId')
  if (pattern?.includes('-7[0-9a-f]{3}-'))
    return referenceTo(isBatched ? 'batched' : (KIND_OF[field] ?? kind))
  if (field === 'taskIds' && pattern === undefined) return readyReference
  if ((field === 'id' || field === 'taskId') && pattern === undefined) return taskReference
  if (['parentId', 'dependsOn', 'copyOf'].includes(field) && kind === 'tasks') return taskReference
  if (field === 'id' && kindOf(procedure) === 'providers') return providerId
  if (pattern?.startsWith('^[0-9a-f]{40}') === true)
    return fc.oneof(
      { weight: 6, arbitrary: someOf('commits') },
      { weight: 1, arbitrary: fc.stringMatching(/^[0-9a-f]{40}$/) },
    )
  if (field === 'path')
    return fc.oneof(
      { weight: 6, arbitrary: someOf('paths') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('.', '../x', '/etc/passwd', '.git/config', ':(top)a.txt', '-x'),
      },
    )
  if (format === 'date') {
    return fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
  }
  if (pattern !== undefined) {
    // Without its flags, which only make it wider.
    return fc.stringMatching(new RegExp(pattern)).map((text) => text.slice(0, maxLength) || 'x')
  }
  const fits = (text: string) => text.trim().length >= minLength && text.length <= maxLength
  const long = 'long '.repeat(maxLength / 5 + 1).slice(0, maxLength - 1) + '.'
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('A short text', 'Zwölf 箱 boxes', 'two\n\nlines') },
    { weight: 6, arbitrary: nastyText.filter(fits) },
    { weight: 1, arbitrary: fc.constant(long.padStart(minLength, 'x')) },
  )
}

/** What the `{id}` of a route stands for. */
const kindOf = ({ path }: Procedure) => path.split('/')[1] ?? ''

const KIND_OF: Record<string, string> = {
  projectId: 'projects',
  parentId: 'tasks',
  taskId: 'tasks',
  taskIds: 'tasks',
  dependsOn: 'tasks',
  labelIds: 'labels',
  label: 'labels',
  project: 'projects',
  runId: 'runs',
  batchId: 'batches',
  a: 'runs',
  b: 'runs',
}

const someOf = (kind: string) => fc.nat(20).map((number) => reference(kind, number))

/** An id or an identifier. */
const taskReference = fc.oneof(
  { weight: 4, arbitrary: referenceTo('tasks') },
  { weight: 2, arbitrary: referenceTo('identifiers') },
  { weight: 1, arbitrary: fc.constantFrom('NOPE-1', 'a-0', 'Z1234567-999999999') },
)

/** What is not ready is one too many: the whole batch is refused. */
const readyReference = fc.oneof(
  { weight: 12, arbitrary: fc.nat(20).map((number) => reference('ready', number)) },
  { weight: 1, arbitrary: taskReference },
)

const providerId = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('openai', 'anthropic', 'github-copilot', 'practice', 'opencode') },
  { weight: 2, arbitrary: fc.constantFrom('no-such', 'constructor', 'toString', '0', 'A'.repeat(100)) },
  { weight: 2, arbitrary: fc.constantFrom('local-nowhere', 'local-', 'local-x') },
)

const named = (kind: string, count: number) => fc.nat(count - 1).map((number) => reference(kind, number))

/** One of a span of days; once in a while the first or the last one that can be written. */
function dayBetween(first: string, last: string): fc.Arbitrary<string> {
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .date({ min: new Date(first), max: new Date(last), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
    },
    { weight: 1, arbitrary: fc.constantFrom('0000-01-01', '9999-12-31') },
  )
}

/** A command may be run by a shell, so only these are made. */
const command = fc.constantFrom(
  'true',
  'exit 3',
  'echo "a b"; false',
  'sleep 0.2',
  'no-such-command-here',
  '',
)

/** Where a schema cannot say what is meant, or what it allows would harm the machine the tests run on. */
const HINTS: Record<string, fc.Arbitrary<unknown>> = {
  setupCommand: command,
  checkCommand: command,
  finalCheckCommand: command,
  // Folders: ones of the sandbox, and ones that are none.
  localPath: fc.oneof(
    { weight: 4, arbitrary: named('repositories', 8) },
    { weight: 3, arbitrary: named('folders', 8) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('relative', '/', '/proc/self/cwd', '/dev/null', '/no/such\0folder', '~'),
    },
  ),
  dataFolder: fc.oneof(named('folders', 8), fc.constantFrom('relative', '/dev/null/x', '/proc/nope', 'a\0b')),
  cloneFolder: fc.oneof(
    named('folders', 8),
    fc.constantFrom('relative', '/dev/null/x', '/proc/nope', 'a\0b'),
  ),
  cloneUrl: fc.constantFrom(
    'https://127.0.0.1:1/a.git',
    'https://user:hunter2hunter2@127.0.0.1:1/a.git',
    'ssh://127.0.0.1:1/a.git',
    'git@127.0.0.1:a.git',
    'file:///etc',
    'ext::sh -c true',
    '--upload-pack=x',
    'https://[::1/',
    'https://\u202eexample.invalid/a',
  ),
  baseUrl: fc.constantFrom(
    'http://127.0.0.1:1/v1',
    'http://127.0.0.1:1/\u202e',
    'https://user:hunter2hunter2@127.0.0.1:1/v1',
    'http://[::1]:1/v1',
    'http://localhost:1',
  ),
  copyFiles: fc.constantFrom(
    '.env',
    'a b',
    '-rf',
    '*',
    'a\0b',
    '.git/config',
    './/x',
    '__proto__',
    'x'.repeat(900),
  ),
  defaultBranch: fc.constantFrom('main', 'no-such', 'a/b', '@{-1}', 'HEAD', 'x'.repeat(200), '\u202e', 'é'),
  status: fc.constantFrom(...TASK_STATUSES),
  model: fc.oneof(
    { weight: 6, arbitrary: fc.constant('practice/scripted') },
    { weight: 1, arbitrary: fc.constant('practice/none') },
    { weight: 1, arbitrary: fc.constantFrom('openai/none', 'no/such', '__proto__/constructor') },
  ),
  agent: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('build', 'plan') },
    { weight: 1, arbitrary: fc.constantFrom('no-such', '__proto__', 'a/b c') },
  ),
  variant: fc.constantFrom('high', 'no-such', '__proto__'),
  // Names of things on disk, and ones that would lead elsewhere.
  item: fc.oneof(
    { weight: 6, arbitrary: named('storage', 30) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'worktrees/../../etc',
        'worktrees/APP/..',
        '/etc/passwd',
        'clones/.',
        'branches/x/../../HEAD',
        'branches/__proto__/main',
        'constructor/x',
        'backups/\u202e.db',
        '.',
      ),
    },
  ),
  until: fc.constantFrom('1970-01-01T00:00:00.000Z', '2001-02-03T04:05Z', '9999-12-31T23:59:59Z'),
  // At most two years apart, in most places.
  from: dayBetween('2025-01-01', '2025-12-31'),
  to: dayBetween('2026-01-01', '2026-12-31'),
  snoozedUntil: fc.constantFrom('2100-01-01T00:00:00.000Z', '9999-12-31T23:59:59Z', '2001-02-03T04:05:06Z'),
  choice: fc.constantFrom('continue', 'stop', 'local', 'remote', 'trust', 'reject', ...NASTY_TEXTS),
  // The practice model would obey a script; those here end soon.
  description: fc.oneof(
    named('scripts', 6),
    nastyText.filter((text) => text.length <= 20_000),
  ),
}
