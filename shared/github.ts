import { z } from 'zod'
import { id, timestamp } from './common.ts'
import { ACCOUNT_KINDS } from './github-words.ts'

/** A GitHub server by its host name, with a port where it has one: `github.com`, or that of an Enterprise server. */
export const githubHost = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::\d{1,5})?$/,
    'not the name of a server, such as github.example.com',
  )

/** Owner and name of a repository there. Both are compared without regard to case. */
export const githubRepository = z.object({ host: z.string(), owner: z.string(), name: z.string() })
export type GithubRepository = z.infer<typeof githubRepository>

/** An OAuth app's public id (docs.github.com, “Authorizing OAuth apps”, device flow). */
export const clientId = z
  .string()
  .trim()
  .min(10)
  .max(100)
  .regex(/^[\w.-]+$/, 'not the client ID of an OAuth app')

export const githubAccount = z.object({
  id,
  host: z.string(),
  login: z.string(),
  name: z.string().nullable(),
  /** How its token came here. */
  kind: z.enum(ACCOUNT_KINDS),
  /** Of an OAuth or classic token; null = a fine-grained one, whose permissions GitHub does not tell. */
  scopes: z.array(z.string()).nullable(),
  /** `refused`: GitHub does not take its token any more; `missing`: it is not in the secret store. */
  state: z.enum(['ready', 'refused', 'missing']),
  /** In words, unless `ready`, or what the token may not do. */
  problem: z.string().nullable(),
  createdAt: timestamp,
  updatedSeq: z.number().int(),
})
export type GithubAccount = z.infer<typeof githubAccount>

/** A sign-in that waits for the user to enter `userCode` in the browser. */
export const githubSignIn = z.object({
  host: z.string(),
  userCode: z.string(),
  verificationUri: z.url(),
  expiresAt: timestamp,
})
export type GithubSignIn = z.infer<typeof githubSignIn>

export const githubStatus = z.object({
  /** Where a sign-in with a code is possible: a client id is built in or set for the host. */
  hosts: z.array(z.object({ host: z.string(), canSignIn: z.boolean() })),
  /** Whether GitHub's own program is on the PATH. It is asked for its accounts only when the user wants that. */
  gh: z.object({ installed: z.boolean() }),
  /** What a sign-in asks for, and why. */
  scopes: z.array(z.object({ scope: z.string(), reason: z.string() })),
})
export type GithubStatus = z.infer<typeof githubStatus>

/** Somebody whom `gh` is signed in as; null = an older one, which does not tell. */
export const ghAccount = z.object({ host: z.string(), login: z.string().nullable() })
export type GhAccount = z.infer<typeof ghAccount>

/** A repository that an account can see. */
const remoteRepository = z.object({
  /** `owner/name`. */
  fullName: z.string(),
  description: z.string().nullable(),
  private: z.boolean(),
  fork: z.boolean(),
  archived: z.boolean(),
  defaultBranch: z.string(),
  cloneUrl: z.string(),
  sshUrl: z.string(),
  htmlUrl: z.string(),
  /** Kilobytes, as GitHub counts them. */
  size: z.number().int(),
  pushedAt: timestamp.nullable(),
  canPush: z.boolean(),
})
export type RemoteRepository = z.infer<typeof remoteRepository>

export const listRemoteRepositories = z.strictObject({
  accountId: id,
  /** Words of name or description. */
  q: z.string().max(200).optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

export const remoteRepositories = z.object({
  items: z.array(remoteRepository),
  nextCursor: z.string().optional(),
  /** When the list was last brought; null = never yet. */
  refreshedAt: timestamp.nullable(),
  /** So many are known; the list may still grow while it is brought. */
  known: z.number().int(),
  refreshing: z.boolean(),
  /** Why it could not be brought up to date, in words; what is known is listed all the same. */
  problem: z.string().nullable(),
})
