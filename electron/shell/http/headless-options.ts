import { parseArgs } from 'node:util'

export const USAGE =
  'Usage: headless [--port 0] [--data-dir DIR] [--token TOKEN] [--allow-host NAME]... [--open] [--restore [FILE]] [--help]'

/** A token that could be guessed opens everything. */
const SHORTEST_TOKEN = 16

export interface HeadlessOptions {
  /** 0 = any that is free. */
  port: number
  dataDir: string | undefined
  /** undefined = make one up. */
  token: string | undefined
  allowHosts: string[]
  open: boolean
  /** Put a backup in the database's place, and end: a path or name, null = the newest good one; undefined = no. */
  restore: string | null | undefined
  /** Say how to use it, and end. */
  help: boolean
}

/** The command line was not understood; its message says what to do. */
export class UsageError extends Error {}

/** @throws UsageError */
export function readHeadlessOptions(args: string[]): HeadlessOptions {
  const { values, positionals } = parse(args)
  const port = Number(values.port)
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not ${values.port}.`)
  }
  if (values['data-dir'] === '') throw new UsageError('--data-dir takes a folder.')
  if (values.token !== undefined && !/^[\x21-\x7e]+$/.test(values.token)) {
    throw new UsageError('--token takes letters, digits and signs without spaces.')
  }
  if (values.token !== undefined && values.token.length < SHORTEST_TOKEN) {
    throw new UsageError(
      `--token takes at least ${SHORTEST_TOKEN} characters. Leave it out to get a random one.`,
    )
  }
  const [file, ...others] = positionals
  if (others.length > 0 || (file !== undefined && !values.restore))
    throw new UsageError(`Nothing is known of “${others[0] ?? file}”.`)
  return {
    port,
    dataDir: values['data-dir'],
    token: values.token,
    allowHosts: values['allow-host'],
    open: values.open,
    restore: values.restore ? (file ?? null) : undefined,
    help: values.help,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '0' },
        'data-dir': { type: 'string' },
        token: { type: 'string' },
        'allow-host': { type: 'string', multiple: true, default: [] },
        open: { type: 'boolean', default: false },
        restore: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
