/** `npm run bench`: measures every figure, or those named, and prints a table; see {@link USAGE}. */
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { OPENCODE_VERSION } from '#electron/opencode/binary.ts'
import { requireBuild } from './built-host.ts'
import { cleanUpNow, cleanUpOnSignals } from './clean-up.ts'
import { batchGraph, batchMakespan, batchMerges } from './engine/batches.ts'
import { batchHundred } from './batch-hundred.ts'
import { deltas } from './engine/deltas.ts'
import { preparing } from './engine/preparing.ts'
import { tenTasks, threeTasks } from './engine/tasks.ts'
import type { Figure, Result } from './figure.ts'
import { idle } from './idle.ts'
import { imports } from './imports.ts'
import { issues } from './issues.ts'
import { logOpening } from './log-100k.ts'
import { pageDragging, pageOpening } from './page.ts'
import { pageInput, pageStreaming } from './page-input.ts'
import { publishing } from './publishing.ts'
import { repositories } from './repositories.ts'
import { batchRestart, restart } from './restart.ts'
import { tableOf } from './table.ts'

const FIGURES: Figure[] = [
  threeTasks,
  tenTasks,
  deltas,
  preparing,
  batchMakespan,
  batchGraph,
  batchMerges,
  batchHundred,
  pageOpening,
  pageDragging,
  pageInput,
  pageStreaming,
  logOpening,
  idle,
  imports,
  issues,
  repositories,
  publishing,
  restart,
  batchRestart,
]

const USAGE = `npm run bench -- [--only NAME]... [--rounds N] [--json FILE] [--list]

  --only NAME   only this figure; may be given several times
  --rounds N    how often each side is measured, 5 by default; a figure is the median
  --json FILE   writes every round there, too
  --list        names the figures

Ends with 0 when every target is met, with 1 when one is missed or could not be measured, with 2 for a wrong
command line.`

class WrongUsage extends Error {}

function readOptions(): {
  only: string[]
  rounds: number
  json: string | null
  list: boolean
  help: boolean
} {
  const { values } = parse()
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new WrongUsage(`--rounds takes a whole number from 1 on, not “${values.rounds}”.`)
  const names = FIGURES.map(({ name }) => name)
  for (const name of values.only)
    if (!names.includes(name))
      throw new WrongUsage(`There is no figure “${name}”. There are: ${names.join(', ')}.`)
  return { ...values, rounds, json: values.json ?? null }
}

function parse() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string', default: '5' },
        json: { type: 'string' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new WrongUsage((error as Error).message, { cause: error })
  }
}

/** @returns the exit code */
async function main(): Promise<number> {
  const { only, rounds, json, list, help } = readOptions()
  if (help) {
    console.log(USAGE)
    return 0
  }
  if (list) {
    for (const { name, target } of FIGURES) console.log(`${name.padEnd(14)} ${target}`)
    return 0
  }
  await requireBuild()
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${process.platform}, Node ${process.versions.node}, OpenCode ${OPENCODE_VERSION}`
  console.log(machine)
  const results: Result[] = []
  const broken: string[] = []
  for (const figure of FIGURES) {
    if (only.length > 0 && !only.includes(figure.name)) continue
    console.log(`\n${figure.name}: ${figure.target}`)
    try {
      results.push(...(await figure.run(rounds, (line) => console.log(`  ${line}`))))
    } catch (error) {
      // The others can still be measured.
      broken.push(figure.name)
      console.error(error)
    }
  }
  if (results.length > 0) console.log(`\n${tableOf(results).join('\n')}`)
  for (const name of broken) console.log(`${name} could not be measured: see above.`)
  if (json !== null) await writeFile(json, JSON.stringify({ machine, rounds, results, broken }, null, 2))
  return broken.length === 0 && results.every(({ ok }) => ok) ? 0 : 1
}

cleanUpOnSignals()
let code = 1
try {
  code = await main()
} catch (error) {
  console.error(error instanceof WrongUsage ? `${error.message}\n\n${USAGE}` : error)
  if (error instanceof WrongUsage) code = 2
}
await cleanUpNow()
process.exit(code)
