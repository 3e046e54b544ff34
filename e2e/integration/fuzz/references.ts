import fc from 'fast-check'

/**
 * What is generated may not hold ids: they are new in every host, and a seed has to replay. A reference such as
 * `‹tasks 3›` stands for the id of a task that is there when the call is made; ones with no such thing
 * behind them become an id nobody has.
 */
export const reference = (kind: string, number: number) => `‹${kind} ${number}›`

const REFERENCE = /^‹(\w+) (\d+)›$/

/** A reference to a thing of the kind, most of the time; else to another kind, or to nothing. */
export const referenceTo = (kind: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 12, arbitrary: fc.constant(kind) },
        { weight: 1, arbitrary: fc.constantFrom(...KINDS) },
        { weight: 1, arbitrary: fc.constant('nothing') },
      ),
      fc.nat(20),
    )
    .map(([which, number]) => reference(which, number))

export const KINDS = [
  'projects',
  'tasks',
  'identifiers',
  'runs',
  'batches',
  'contests',
  'publications',
  'requests',
  'labels',
  'views',
  'templates',
  'comments',
  'messages',
  'grants',
  'trash',
] as const

/** Things that are there, by kind, in a certain order. */
export class Pool {
  readonly #known = new Map<string, string[]>()

  set(kind: string, values: string[]): void {
    this.#known.set(kind, values)
  }

  at(kind: string, number: number): string {
    const known = this.#known.get(kind) ?? []
    const found = known[number % Math.max(1, known.length)]
    if (found === undefined && kind === 'commits') return String(number).padStart(40, 'c')
    return found ?? `01990000-0000-7000-8000-${String(number).padStart(12, '0')}`
  }
}

/** The same value with the references that are in it resolved. Strange keys such as `__proto__` stay. */
export function resolve(value: unknown, pool: Pool): unknown {
  if (typeof value === 'string') {
    const [, kind, number] = REFERENCE.exec(value) ?? []
    return kind === undefined ? value : pool.at(kind, Number(number))
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, pool))
  if (!isRecord(value)) return value
  return record(Object.entries(value).map(([key, item]) => [key, resolve(item, pool)]))
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as typeof Object.prototype | null)

/** An object with exactly these keys as its own, `__proto__` too. */
export function record(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const made = Object.create(null) as Record<string, unknown>
  for (const [key, value] of entries) made[key] = value
  return made
}
