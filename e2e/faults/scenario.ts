import { rm } from 'node:fs/promises'
import { TestHost } from '../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../support/repository.ts'

/** A fault and what has to hold after it. */
export interface Scenario {
  /** Short kebab-case name, for `--only`. */
  name: string
  /** One line for the table. */
  what: string
  /** Whether CI runs it too (quick and certain). */
  inCi: boolean
  /**
   * Throws when something does not hold. The world is fresh, and is looked at once more afterwards: see
   * `violations` in `invariants.ts`.
   */
  run(world: World): Promise<void>
}

/** What a scenario throws that cannot be played here: there is no right to mount, say. */
export class Skipped extends Error {}

/** A data folder and a repository of its own, and the hosts that were started on them. */
export class World {
  readonly dataFolder: string
  /** A user's repository with one commit on `main`. */
  readonly repo: string
  /** Runs that may wait for the user at the end; every other one has to be over. */
  readonly mayWait = new Set<string>()
  /** The user's own checkout as it has to be at the end. */
  #checkout: string
  /** Done when everything was looked at, last first: what the scenario has made outside of the world's folders. */
  readonly cleanUps: (() => unknown)[] = []
  readonly #hosts: TestHost[] = []
  static readonly #open = new Set<World>()

  private constructor(dataFolder: string, repo: string, checkout: string) {
    this.dataFolder = dataFolder
    this.repo = repo
    this.#checkout = checkout
  }

  static async make(files?: Record<string, string>): Promise<World> {
    const repo = await makeRepository(files)
    const world = new World(await temporaryFolder('faults'), repo, await checkoutOf(repo))
    World.#open.add(world)
    return world
  }

  /** Starts a host on the data folder; an earlier one has to be gone. */
  async start(environment: Record<string, string> = {}): Promise<TestHost> {
    const host = await TestHost.start(this.dataFolder, environment)
    this.#hosts.push(host)
    return host
  }

  get checkout(): string {
    return this.#checkout
  }

  /** To be called after the scenario itself has changed the user's checkout: this is what has to stay. */
  async rememberCheckout(): Promise<void> {
    this.#checkout = await checkoutOf(this.repo)
  }

  /** Ends every host in good order. */
  async stop(): Promise<void> {
    for (const host of this.#hosts.splice(0)) await host.stop()
  }

  /** Closes every world there is: hosts are not of our process group, so Ctrl+C does not reach them. */
  static async closeAll(): Promise<void> {
    for (const world of World.#open) await world.close()
  }

  /** Ends every host and removes what the world left on the disk. */
  async close(): Promise<void> {
    await this.stop()
    World.#open.delete(this)
    for (const cleanUp of this.cleanUps.splice(0).reverse()) await cleanUp()
    for (const folder of [this.dataFolder, this.repo])
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** What a user sees of their checkout: branch, commit, changed and untracked files. */
export const checkoutOf = async (repo: string): Promise<string> =>
  [await git(repo, 'rev-parse', 'HEAD'), await git(repo, 'status', '--porcelain=v1', '--branch')].join('\n')
