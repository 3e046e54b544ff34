import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import type { GithubAccount } from '#shared/github.ts'
import { type ClientOptions, createClient } from './client.ts'
import { GithubError } from './github-error.ts'
import { scopesOf } from './words.ts'

type Asked = Pick<ClientOptions, 'host' | 'token' | 'version' | 'fetch' | 'now'> & {
  signal?: AbortSignal | undefined
}
export type Who = Pick<GithubAccount, 'login' | 'name' | 'scopes'>

const user = z.object({ login: z.string().regex(/^[\w-]{1,100}$/), name: z.string().max(300).nullish() })

/**
 * Asks a server whose token it is, and what it may do.
 *
 * @throws GithubError; AppError BAD_REQUEST for what is no token; the signal's reason when it is aborted
 */
export async function whoIs({ token, signal, ...at }: Asked): Promise<Who> {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new AppError('BAD_REQUEST', 'token: a token has neither spaces nor special characters.', {
      field: 'token',
    })
  }
  const client = createClient({ ...at, token, login: null, scopes: null })
  const { data, headers } = await client.request('GET /user', signal ? { request: { signal } } : {})
  const read = user.safeParse(data)
  if (!read.success) {
    throw new GithubError(
      'invalid',
      `${at.host} does not answer as GitHub does. Check the name of the server.`,
    )
  }
  const scopes = headers['x-oauth-scopes']
  return {
    login: read.data.login,
    name: read.data.name ?? null,
    // Only GitHub's older tokens have scopes; of others it does not tell what they may do.
    scopes: scopes === undefined ? null : scopesOf(String(scopes)),
  }
}
