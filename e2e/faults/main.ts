/** `npm run faults`: the kill campaigns and every scenario, with one table of what held. */
import { writeFile } from 'node:fs/promises'
import { batchKillCampaign } from './batch-kills.ts'
import { BATCH_POINTS } from './batch-kills-plan.ts'
import { abortOf } from './broken-off.ts'
import { killCampaign } from './kills.ts'
import { POINTS } from './kills-plan.ts'
import { campaignResult, hitTable } from './kills-report.ts'
import { readOptions, USAGE, WrongUsage } from './options.ts'
import { runScenario } from './run-scenario.ts'
import { World } from './scenario.ts'
import { scenarios } from './scenarios/all.ts'
import { type Result, tableOf, verdictOf } from './table.ts'

const campaigns = [
  { name: 'kills', what: 'kill -9 of a working host', points: POINTS, play: killCampaign },
  {
    name: 'batch-kills',
    what: 'kill -9 of a host that carries out batches',
    points: BATCH_POINTS,
    play: batchKillCampaign,
  },
]

async function main(signal: AbortSignal): Promise<number> {
  const names = [...campaigns, ...scenarios].map(({ name }) => name)
  const { seed, kills, jobs, only, list, help, json } = readOptions(process.argv.slice(2), names)
  if (help) {
    console.log(USAGE)
    return 0
  }
  if (list) {
    for (const { name, what } of campaigns) console.log(`${name}: ${what}, ${kills} times`)
    for (const { name, what } of scenarios) console.log(`${name}: ${what}`)
    return 0
  }
  console.log(`seed ${seed}`)
  const isAsked = (name: string) => only.length === 0 || only.includes(name)
  const results: Result[] = []
  const hits: string[] = []
  for (const { name, points, play } of campaigns.filter((one) => isAsked(one.name))) {
    if (signal.aborted) break
    const started = performance.now()
    const campaign = await play({ seed, kills, jobs, keep: true, signal }, (line) => console.log(line))
    results.push(campaignResult(name, campaign, points, performance.now() - started))
    hits.push(`${name}\n${hitTable(campaign, points)}`)
  }
  const cut = abortOf(signal)
  for (const scenario of scenarios.filter(({ name }) => isAsked(name))) {
    if (signal.aborted) break
    const { name, what } = scenario
    console.log(`… ${name}`)
    const started = performance.now()
    const result = (await Promise.race([runScenario(scenario), cut])) ?? {
      name,
      what,
      outcome: 'broken off',
      ms: performance.now() - started,
      violations: [],
    }
    console.log(verdictOf(result))
    results.push(result)
  }
  for (const table of hits) console.log(`\n${table}`)
  console.log(`\n${tableOf(results)}`)
  if (json !== null) await writeFile(json, `${JSON.stringify({ seed, kills, results }, null, 2)}\n`)
  return results.every(({ outcome }) => outcome === 'holds' || outcome === 'skipped') ? 0 : 1
}

const brokenOff = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The second one ends it at once.
  process.once(signal, () => brokenOff.abort())
}
try {
  process.exitCode = await main(brokenOff.signal)
} catch (error) {
  const isWrongUsage = error instanceof WrongUsage
  console.error(isWrongUsage ? error.message : error)
  process.exitCode = isWrongUsage ? 2 : 1
}
if (brokenOff.signal.aborted) await World.closeAll().finally(() => process.exit(130))
