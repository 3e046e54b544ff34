import { expect } from 'vitest'
import { runScenario } from '../../faults/run-scenario.ts'
import { scenarios as kills } from '../../faults/scenarios/agent-kills.ts'
import { scenarios as model } from '../../faults/scenarios/agent-model.ts'
import { scenarios as stops } from '../../faults/scenarios/agent-stops.ts'
import { scenarios as stream } from '../../faults/scenarios/agent-stream.ts'
import { slowTest } from '../../support/slow.ts'

// The rest of them, those of the clock and of sleep among them, are in `npm run faults`. On each push those of
// `opencode/` kill servers and cut streams.
const scenarios = [...kills, ...stops, ...stream, ...model].filter(({ inCi }) => inCi !== false)

slowTest.each(scenarios)('$name: $what', async (scenario) => {
  expect((await runScenario(scenario)).violations).toEqual([])
})
