/**
 * Renews `schema.graphql`: the fields used, cut out of GitHub's own GraphQL schema. What REST lacks is done with them.
 *
 *     node e2e/support/github/slice-graphql.ts
 *
 * The package that holds the schema unpacks to 7 MB, so it is fetched into a temporary folder.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DefinitionNode, type DocumentNode, Kind, parse, print, visit } from 'graphql'

const PACKAGE = '@octokit/graphql-schema@15.26.1'

/** Fields by type; null = all of them. A schema needs a query. */
const USED: Record<string, readonly string[] | null> = {
  Query: ['viewer', 'repository'],
  Actor: ['login'],
  User: ['id', 'login'],
  Repository: ['issue'],
  Issue: ['lastEditedAt', 'editor', 'comments'],
  IssueCommentConnection: ['totalCount', 'nodes'],
  IssueComment: ['updatedAt'],
  IssueCommentOrder: null,
  IssueCommentOrderField: null,
  OrderDirection: null,
  DateTime: null,
  Mutation: ['markPullRequestReadyForReview'],
  MarkPullRequestReadyForReviewInput: null,
  MarkPullRequestReadyForReviewPayload: null,
  PullRequest: ['id', 'isDraft', 'number'],
}

/** Those types with those fields, without prose and directives. */
export function slice(schema: DocumentNode): string {
  const definitions = schema.definitions.flatMap((node): DefinitionNode[] => {
    const fields = 'name' in node && node.name !== undefined ? USED[node.name.value] : undefined
    if (fields === undefined) return []
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      return [node]
    const kept = (node.fields ?? []).filter(({ name }) => fields === null || fields.includes(name.value))
    const interfaces = (node.interfaces ?? []).filter(({ name }) => name.value in USED)
    return [{ ...node, interfaces, fields: kept }]
  })
  const plain = visit(
    { kind: Kind.DOCUMENT, definitions },
    {
      Directive: () => null,
      enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
    },
  )
  return `${print(plain as DocumentNode)}\n`
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'openlinear-schema-'))
  try {
    const [archive] = JSON.parse(
      execFileSync('npm', ['pack', '--json', PACKAGE], { cwd: folder, encoding: 'utf8' }),
    ) as { filename: string }[]
    execFileSync('tar', ['xzf', archive?.filename ?? '', 'package/schema.graphql'], { cwd: folder })
    const schema = parse(readFileSync(join(folder, 'package/schema.graphql'), 'utf8'))
    writeFileSync(join(import.meta.dirname, 'schema.graphql'), slice(schema))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
