import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The fault campaigns take longest: begun last, they would leave one core idle at the end. */
class CampaignsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isCampaign = ({ moduleId }: TestSpecification) => moduleId.includes('/integration/faults/')
    return [...sorted.filter(isCampaign), ...sorted.filter((file) => !isCampaign(file))]
  }
}

// Unit tests stand beside the code; what starts real servers, git remotes or hosts is under e2e/.
export default defineConfig({
  test: {
    sequence: { sequencer: CampaignsFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,electron,renderer}/**/*.test.{ts,tsx}', 'e2e/{bench,soak,tools}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['e2e/integration/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // Most of a test is a wait for a server to start: two at once use two cores, more would starve them.
          maxWorkers: 2,
        },
      },
    ],
  },
})
