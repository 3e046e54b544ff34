/**
 * `npm run bench [-- --only NAME --rounds N --json FILE --list]`: measures every figure, or those named,
 * and prints a table. Ends with 1 when a target is missed, with 2 for a wrong command line.
 */
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { buildIfNeeded } from '#electron/launch/build.ts'
import { OPENCODE_VERSION } from '#electron/opencode/binary.ts'
import { deltas } from './engine/deltas.ts'
import { preparing } from './engine/preparing.ts'
import { tenTasks, threeTasks } from './engine/tasks.ts'
import type { Figure, Result } from './figure.ts'
import { idle } from './idle.ts'
import { pageDragging, pageOpening } from './page.ts'
import { restart } from './restart.ts'
import { tableOf } from './table.ts'

const FIGURES: Figure[] = [threeTasks, tenTasks, deltas, preparing, pageOpening, pageDragging, idle, restart]

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const unknown = values.only.filter((name) => !FIGURES.some((figure) => figure.name === name))
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  const names = FIGURES.map(({ name }) => name).join(', ')
  console.error(`--rounds takes a number from 1; --only takes one of ${names}.`)
  process.exit(2)
}
if (values.list) {
  for (const { name, target } of FIGURES) console.log(`${name.padEnd(14)} ${target}`)
  process.exit(0)
}
const failed = await buildIfNeeded()
if (failed !== 0) process.exit(failed)

const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${process.platform}, Node ${process.versions.node}, OpenCode ${OPENCODE_VERSION}`
console.log(machine)
const results: Result[] = []
for (const figure of FIGURES) {
  if (values.only.length > 0 && !values.only.includes(figure.name)) continue
  console.log(`\n${figure.name}: ${figure.target}`)
  results.push(...(await figure.run(rounds, (line) => console.log(`  ${line}`))))
}
console.log(`\n${tableOf(results).join('\n')}`)
if (values.json !== undefined)
  await writeFile(values.json, JSON.stringify({ machine, rounds, results }, null, 2))
process.exit(results.every(({ ok }) => ok) ? 0 : 1)
