// What the page reads of a file was written by anybody: each value is looked at before it is used. The schemas of
// shared/ would bring all of zod into the page.

export type Check = (value: unknown) => boolean

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isText: Check = (value) => typeof value === 'string'
export const isYesOrNo: Check = (value) => typeof value === 'boolean'
export const isWhole: Check = (value) => Number.isSafeInteger(value)
export const isNumber: Check = (value) => Number.isFinite(value)
export const isCommit: Check = (value) =>
  typeof value === 'string' && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(value)
/** A moment in UTC, such as `2026-11-21T21:20:09.120Z`. */
export const isTime: Check = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value) &&
  !Number.isNaN(Date.parse(value))

export const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value)

export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)

export const ifThere =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

export const listOf =
  (check: Check, most = 10_000): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(check)

/** An object with these fields; others may be there. */
export const mapOf =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isMap(value) && wrongField(value, fields) === null

/** The first field that is not as it should be. */
export function wrongField(
  map: Record<string, unknown>,
  fields: Readonly<Record<string, Check>>,
): string | null {
  for (const [name, check] of Object.entries(fields)) {
    if (!check(Object.hasOwn(map, name) ? map[name] : undefined)) return name
  }
  return null
}

/** Anything that is JSON, not so deep that who walks through it would run out of stack. */
export function isFlat(value: unknown, depth = 32): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((one) => isFlat(one, depth - 1))
}
