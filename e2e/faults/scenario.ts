import { rm } from 'node:fs/promises'
import { TestHost } from '../support/host.ts'
import { makeRepository, temporaryFolder } from '../support/repository.ts'

/** A fault and what has to hold after it. */
export interface Scenario {
  /** Short kebab-case name, for `--only`. */
  name: string
  /** One line for the table. */
  what: string
  /** Whether CI runs it too (quick and certain). */
  inCi: boolean
  /** Throws when something does not hold. The world is fresh, and is looked at once more afterwards. */
  run(world: World): Promise<void>
}

/** A data folder and a repository of its own, and the hosts that were started on them. */
export class World {
  readonly dataFolder: string
  /** A user's repository with one commit on `main`. */
  readonly repo: string
  readonly #hosts: TestHost[] = []

  private constructor(dataFolder: string, repo: string) {
    this.dataFolder = dataFolder
    this.repo = repo
  }

  static async make(files?: Record<string, string>): Promise<World> {
    return new World(await temporaryFolder('faults'), await makeRepository(files))
  }

  /** Starts a host on the data folder; an earlier one has to be gone. */
  async start(environment: Record<string, string> = {}): Promise<TestHost> {
    const host = await TestHost.start(this.dataFolder, environment)
    this.#hosts.push(host)
    return host
  }

  /** Ends every host in good order. */
  async stop(): Promise<void> {
    for (const host of this.#hosts.splice(0)) await host.stop()
  }

  /** Ends every host and removes what the world left on the disk. */
  async close(): Promise<void> {
    await this.stop()
    for (const folder of [this.dataFolder, this.repo])
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
