import { createHash, type Hash } from 'node:crypto'
import { readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { leftovers, TestHost } from '../../support/host.ts'
import { temporaryFolder } from '../../support/repository.ts'

/** What the host answered, over plain HTTP. */
export interface Answer {
  status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  body: any
}

/** What a refused call has to answer. */
export interface Refusal {
  status: number
  code: string
  /** Found in the message, which says what to do. */
  says: RegExp
}

/** A real host with its data folder, and the means to see that bad input left all of it as it was. */
export class Board {
  readonly host: TestHost
  readonly dataFolder: string

  private constructor(host: TestHost, dataFolder: string) {
    this.host = host
    this.dataFolder = dataFolder
  }

  /** @param dataFolder where its data lies; a temporary folder unless said */
  static async start(environment: Record<string, string> = {}, dataFolder?: string): Promise<Board> {
    const folder = dataFolder ?? (await temporaryFolder('input'))
    return new Board(await TestHost.start(folder, environment), folder)
  }

  get client() {
    return this.host.client
  }

  /** A call of the REST interface; a string or bytes go out as they are, anything else as JSON. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ): Promise<Answer> {
    const raw = typeof body === 'string' || body instanceof Uint8Array
    const init = {
      method,
      headers,
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    }
    let response = await this.host.fetch(path, init as RequestInit)
    // Many cases in a row are more than the host takes from anyone.
    while (response.status === 429) {
      await delay(Number(response.headers.get('retry-after')) * 1000)
      response = await this.host.fetch(path, init as RequestInit)
    }
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }

  /**
   * Makes a call that has to be refused, and sees that the board's rows, its folders and the given
   * repositories are to the byte as before.
   */
  async refuses(call: () => Promise<Answer>, refusal: Refusal, ...repos: string[]): Promise<Answer> {
    const before = await this.state(...repos)
    const answer = await call()
    expect(answer).toMatchObject({ status: refusal.status, body: { code: refusal.code } })
    expect(Object.keys(answer.body).sort()).toEqual(['code', 'details', 'message'])
    expect(answer.body.message).toMatch(refusal.says)
    expect(await this.state(...repos)).toEqual(before)
    return answer
  }

  /** Digests of all that bad input must not change. */
  async state(...repos: string[]): Promise<Record<string, string>> {
    const repositories = await Promise.all(repos.map(async (repo) => [repo, await digestOf(repo)] as const))
    return { rows: this.#rows(), folders: await this.#folders(), ...Object.fromEntries(repositories) }
  }

  /** Every row of every table, the feed's too. */
  #rows(): string {
    const database = new Database(join(this.dataFolder, 'openlinear.db'), { readonly: true })
    try {
      const tables = database
        .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
        .all()
      const hash = createHash('sha256')
      for (const { name } of tables) {
        hash.update(`${name}\0${JSON.stringify(database.prepare(`SELECT * FROM "${name}"`).all())}`)
      }
      return hash.digest('hex')
    } finally {
      database.close()
    }
  }

  async #folders(): Promise<string> {
    const parts = await Promise.all(
      ['clones', 'worktrees', 'integration', 'sample'].map((name) =>
        readdir(join(this.dataFolder, name), { recursive: true }).catch(() => []),
      ),
    )
    return parts
      .flat()
      .filter((name) => !name.includes('.git'))
      .sort()
      .join('\n')
  }

  /** Ends the host; nothing it has started may live on. */
  async close(): Promise<void> {
    await this.host.stop()
    expect(await leftovers(this.dataFolder)).toEqual([])
    await rm(this.dataFolder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/**
 * Names, modes and bytes of all that is in a folder, its `.git` too.
 *
 * @param options.without a name that does not count, at any depth
 */
export async function digestOf(folder: string, options: { without?: string } = {}): Promise<string> {
  const hash = createHash('sha256')
  await addFolder(hash, Buffer.from(folder), options.without)
  return hash.digest('hex')
}

/** Names as bytes: a file's name need not be UTF-8. */
async function addFolder(hash: Hash, folder: Buffer, without?: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' })
  for (const entry of entries.sort((one, other) => Buffer.compare(one.name, other.name))) {
    if (entry.name.toString() === without) continue
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name])
    hash.update(entry.name).update('\0')
    if (entry.isDirectory()) await addFolder(hash, path, without)
    else if (entry.isSymbolicLink()) hash.update(await readlink(path))
    else if (entry.isFile()) hash.update(`${(await stat(path)).mode}\0`).update(await readFile(path))
    hash.update('\0')
  }
}
