// The page loads this file, so nothing of zod may stand in it.

/** The version of the file that this program writes, and the only one that it reads. */
export const RECORD_VERSION = 1

/** Reply's media type. */
export const RECORD_TYPE = 'application/x-ndjson'

/** Name of the file for a run, in letters that are safe in every file system and header. */
export const recordName = (identifier: string, attempt: number): string =>
  `openlinear-${identifier.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40)}-run-${attempt}.jsonl`
