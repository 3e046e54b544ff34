import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest, longest first: one that is begun last would leave a core idle at the end. */
const LONG = [
  'faults/kills',
  'faults/batches',
  'batches/recovery',
  'faults/world',
  'faults/agent',
  'opencode/providers',
  'contests/recovery',
  'contests/contests',
  'runs/requests.',
  'fuzz/calls',
  'batches/resolve',
  'batches/combined',
  'batches/forecast',
  'batches/queue',
  'batches/control',
  'opencode/server',
  'runs/requests-recovery',
  'opencode/sessions',
  'runs/recovery',
  'opencode/asks-faults',
  'host/keys',
  'github/follow-acts',
  'github/story',
  'runs/main-job',
  'github/publish.',
  'issues/story',
  'proof/hostile-repository',
  'input/repositories',
  'input/names',
  'opencode/faults',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((name) => moduleId.includes(`/integration/${name}`))
      return found === -1 ? LONG.length : found
    }
    return sorted.sort((one, other) => place(one) - place(other))
  }
}

/** Vitest waits for a condition for one second by default: too short where other tests use both cores. */
const PATIENT = { timeout: 15_000 }

// Unit tests stand beside the code; what starts real servers, git remotes or hosts is under e2e/.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,electron,renderer}/**/*.test.{ts,tsx}', 'e2e/{bench,soak,tools}/**/*.test.ts'],
          testTimeout: 30_000,
          expect: { poll: PATIENT },
          // By default one less than there are cores: on two of them, one file at a time.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['e2e/integration/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          expect: { poll: PATIENT },
          // Most of a test is a wait for a server to start: two at once use two cores, more would starve them.
          maxWorkers: 2,
        },
      },
    ],
  },
})
