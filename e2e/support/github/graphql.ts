import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, graphql, GraphQLError } from 'graphql'
import { credentialOf, json, type Reply } from './reply.ts'
import { isPull, touch } from './records.ts'
import { nodeId } from './views.ts'
import type { Token, World } from './world.ts'

/** What REST lacks, carried out against GitHub's own schema: what that does not have is refused. */
const schema = buildSchema(readFileSync(join(import.meta.dirname, 'schema.graphql'), 'utf8'))

const refused = (type: string, message: string) => {
  // GitHub puts the type beside the message, not into the extensions.
  const error = new GraphQLError(message)
  return Object.assign(error, { toJSON: () => ({ type, path: error.path, message }) })
}

function readyForReview(world: World, token: Token, id: string) {
  for (const repository of world.repositories.values()) {
    const issue = [...repository.issues.values()].find(
      (each) => isPull(each) && nodeId('PullRequest', each.pull.id) === id,
    )
    if (issue === undefined || !isPull(issue)) continue
    const access = world.accessOf(repository, token.login)
    if (access === null) break
    if (access === 'read') throw refused('FORBIDDEN', 'Resource not accessible by personal access token')
    issue.pull.draft = false
    touch(issue)
    return { pullRequest: { id, isDraft: false, number: issue.number } }
  }
  throw refused('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
}

/** Issues as they are asked for: when a body was changed, and how many comments there are. */
function repositoryNode(world: World, token: Token, owner: string, name: string) {
  const fullName = `${owner}/${name}`
  const repository = world.repository(fullName) ?? world.renamed.get(fullName.toLowerCase())
  if (!repository || world.accessOf(repository, token.login) === null)
    throw refused('NOT_FOUND', `Could not resolve to a Repository with the name '${fullName}'.`)
  return {
    issue({ number }: { number: number }) {
      const issue = repository.issues.get(number)
      if (!issue || issue.pull)
        throw refused('NOT_FOUND', `Could not resolve to an Issue with the number of ${number}.`)
      const { edited, comments } = issue
      return {
        lastEditedAt: edited?.at ?? null,
        editor: edited === null ? null : { __typename: 'User', login: edited.by.login },
        comments: ({ first }: { first: number }) => ({
          totalCount: comments.length,
          nodes: [...comments]
            .sort((one, other) => other.updatedAt.localeCompare(one.updatedAt))
            .slice(0, first)
            .map(({ updatedAt }) => ({ updatedAt })),
        }),
      }
    },
  }
}

/** @param violated told what GitHub's schema does not allow */
export async function answerGraphql(
  world: World,
  authorization: string | undefined,
  body: Buffer,
  violated: (violation: string) => void,
): Promise<Reply> {
  const token = credentialOf(authorization)
    .secrets.map((secret) => world.tokens.get(secret))
    .find((each) => each !== undefined && !each.revoked)
  if (token === undefined) return json(401, { message: 'Bad credentials' })
  const { query, variables } = JSON.parse(body.toString()) as {
    query: string
    variables?: Record<string, unknown>
  }
  const result = await graphql({
    schema,
    source: query,
    ...(variables === undefined ? {} : { variableValues: variables }),
    rootValue: {
      viewer: () => ({ id: nodeId('User', world.user(token.login).id), login: token.login }),
      repository: ({ owner, name }: { owner: string; name: string }) =>
        repositoryNode(world, token, owner, name),
      markPullRequestReadyForReview: ({ input }: { input: { pullRequestId: string } }) =>
        readyForReview(world, token, input.pullRequestId),
    },
  })
  // No data at all: the query itself is not one that GitHub would take.
  if (result.data === undefined)
    violated(`GraphQL: ${result.errors?.map(({ message }) => message).join('; ')}`)
  const errors = result.errors?.map(({ originalError, message, path }) =>
    originalError instanceof GraphQLError ? originalError.toJSON() : { message, path },
  )
  return json(200, { ...result, ...(errors === undefined ? {} : { errors }) })
}
