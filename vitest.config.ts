import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest, longest first: one that is begun last would leave a core idle at the end. */
const LONG = [
  'fuzz/calls',
  'runs/requests.',
  'opencode/providers',
  'opencode/faults',
  'faults/kills',
  'batches/recovery',
  'opencode/sessions',
  'runs/requests-recovery',
  'contests/contests',
  'github/publish.',
  'runs/main-job',
  'opencode/asks-faults',
  'opencode/server',
  'host/keys',
  'batches/forecast',
  'batches/resolve',
  'opencode/asks-policy',
  'faults/world',
  'brainstorms',
  'runs/queue',
  'proof/hostile-repository',
  'github/follow-acts',
  'package',
  'batches/parallel',
  'input/repositories',
  'fuzz/sequences',
  'faults/batches',
  'batches/queue',
  'host/storage',
  'input/names',
  'port/desktop',
  'issues/story',
  'contests/recovery',
  'batches/combined',
  'runs/recovery',
  'batches/control',
  'runs/record',
  'github/story',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((name) => moduleId.includes(`/integration/${name}`))
      return found === -1 ? LONG.length : found
    }
    // A process is gone on with as long as the next file is of the same project.
    const byProject = (one: TestSpecification, other: TestSpecification) =>
      one.project.name.localeCompare(other.project.name)
    return sorted.sort((one, other) => byProject(one, other) || place(one) - place(other))
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
          include: ['electron/**/*.test.ts', 'e2e/{bench,soak,tools}/**/*.test.ts'],
          testTimeout: 30_000,
          expect: { poll: PATIENT },
          // By default one less than there are cores: on two of them, one file at a time.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'unit-page',
          include: ['{shared,renderer}/**/*.test.{ts,tsx}'],
          testTimeout: 30_000,
          expect: { poll: PATIENT },
          maxWorkers: 2,
          // A process for each file costs more than most of these. Not where git is started: from a process that has
          // loaded much that takes twenty times as long, since all its memory has to be forked.
          isolate: false,
          setupFiles: ['e2e/support/own-file.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['e2e/integration/**/*.test.ts'],
          env: { SHELL: join(import.meta.dirname, 'e2e/support/plain-shell') },
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
