import { parseArgs } from 'node:util'

export interface FaultOptions {
  seed: number
  kills: number
  /** Stories of a campaign that are played at a time. */
  jobs: number
  /** Names of scenarios; `kills` and `batch-kills` are the campaigns. All of them when empty. */
  only: string[]
  list: boolean
  help: boolean
  /** File for the results, or null. */
  json: string | null
}

export const USAGE = `npm run faults -- [--seed N] [--kills N] [--jobs N] [--only NAME]... [--list] [--json FILE]

  --seed N      replays the plan of that seed; a new one by default
  --kills N     size of each kill campaign, 200 by default
  --jobs N      so many stories of a campaign at a time, 2 by default
  --only NAME   only this scenario; may be given several times; “kills” and “batch-kills”
                are the campaigns
  --list        names the scenarios
  --json FILE   writes the results there, too

Ends with 0 when everything held, with 1 when something did not, with 2 for a wrong command line. A story of a
campaign that violates something keeps its folders, and names them.`

/** What is wrong with a command line, with the usage. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(`${message}\n\n${USAGE}`)
  }
}

/** @throws WrongUsage */
export function readOptions(args: readonly string[], names: readonly string[]): FaultOptions {
  let values: ReturnType<typeof parse>
  try {
    values = parse(args)
  } catch (error) {
    throw new WrongUsage((error as Error).message)
  }
  for (const name of values.only) {
    if (!names.includes(name))
      throw new WrongUsage(`There is no scenario “${name}”. There are: ${names.join(', ')}.`)
  }
  return {
    seed: numberOf('seed', values.seed ?? String(Date.now() % 1_000_000), 0),
    kills: numberOf('kills', values.kills ?? '200', 1),
    jobs: numberOf('jobs', values.jobs ?? '2', 1),
    only: values.only,
    list: values.list,
    help: values.help,
    json: values.json ?? null,
  }
}

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      kills: { type: 'string' },
      jobs: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values

function numberOf(name: string, text: string, least: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value
  throw new WrongUsage(`--${name} takes a whole number from ${least} on, not “${text}”.`)
}
