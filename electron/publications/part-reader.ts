import { z } from 'zod'
import type { GithubRepository } from '#shared/github.ts'
import type { GithubApi } from '../github/github-api.ts'
import { shaped } from '../github/shaped.ts'
import type { Follow, Part } from './follow-state.ts'

/** Where a pull request is. */
export interface Place {
  api: GithubApi
  repository: GithubRepository
  number: number
  /** The host closes. */
  signal: AbortSignal
}

const PER_PAGE = 100
/** What is beyond so many pages is not read. */
const MOST_PAGES = 10

/** As GitHub’s routes name it. */
export const at = ({ repository: { owner, name } }: Pick<Place, 'repository'>) => ({ owner, repo: name })

/** Asks for one part after the other and keeps their ETags. */
export class PartReader {
  readonly #place: Place
  follow: Follow

  constructor(place: Place, follow: Follow) {
    this.#place = place
    this.follow = { ...follow, etags: { ...follow.etags } }
  }

  /** Takes what is read next for new. */
  forget(...parts: readonly Part[]): void {
    for (const part of parts) this.#keep(part, null)
  }

  /** @returns null = it has not changed */
  async part(part: Part, route: string, parameters: Record<string, unknown>): Promise<unknown> {
    const answer = await this.#ask(part, route, parameters)
    if (answer === null) return null
    this.#keep(part, answer.etag)
    return answer.data
  }

  #ask(part: Part | null, route: string, parameters: Record<string, unknown>) {
    const { signal } = this.#place
    const all = { ...at(this.#place), ...parameters, request: { signal } }
    return this.#place.api.ifChanged<unknown>(
      route,
      all,
      part === null ? null : (this.follow.etags[part] ?? null),
    )
  }

  /**
   * All pages of a list. Of several pages no ETag is kept: what is new comes on the last one, while the first one
   * stays the same.
   *
   * @param part null = no ETag is kept
   * @param field what the list is called in its answer; left out, the answer is the list
   * @returns null = it has not changed
   */
  async list(
    part: Part | null,
    route: string,
    parameters: Record<string, unknown>,
    field?: string,
  ): Promise<unknown[] | null> {
    const all: unknown[] = []
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const answer = await this.#ask(part, route, { ...parameters, per_page: PER_PAGE, page })
      if (answer === null) return null
      const list = field === undefined ? answer.data : fieldOf(answer.data, field)
      all.push(...shaped(z.array(z.unknown()), list, 'a list'))
      this.#keep(part, page === 1 && !answer.hasNext ? answer.etag : null)
      if (!answer.hasNext) break
    }
    return all
  }

  #keep(part: Part | null, etag: string | null): void {
    if (part === null) return
    const { [part]: _before, ...others } = this.follow.etags
    this.follow.etags = etag === null ? others : { ...others, [part]: etag }
  }
}

export const fieldOf = (data: unknown, field: string) =>
  shaped(z.looseObject({ [field]: z.unknown() }), data, 'a list')[field]
