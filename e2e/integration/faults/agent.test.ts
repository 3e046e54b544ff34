import { expect, it } from 'vitest'
import { runScenario } from '../../faults/run-scenario.ts'
import { scenarios as kills } from '../../faults/scenarios/agent-kills.ts'
import { scenarios as model } from '../../faults/scenarios/agent-model.ts'
import { scenarios as stops } from '../../faults/scenarios/agent-stops.ts'
import { scenarios as stream } from '../../faults/scenarios/agent-stream.ts'

// The rest of them, those of the clock and of sleep among them, are in `npm run faults`.
const scenarios = [...kills, ...stops, ...stream, ...model].filter(({ inCi }) => inCi)

it.each(scenarios)('$name: $what', async (scenario) => {
  expect((await runScenario(scenario)).violations).toEqual([])
})
