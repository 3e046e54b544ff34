import type { PublicationContext } from './context.ts'
import type { PublicationRow } from './publication-records.ts'

/**
 * What the head of a branch is that GitHub was asked to bring up to date: the base branch merged into ours and nothing
 * else, something of others, or not to be told as long as it cannot be fetched.
 */
export async function branchUpdate(
  { git }: Pick<PublicationContext, 'git'>,
  repo: string,
  row: Pick<PublicationRow, 'branch' | 'base_branch'>,
  { ours, head }: { ours: string; head: string },
): Promise<'ours' | 'foreign' | 'unknown'> {
  await git.fetchBranch({ repo, branch: row.branch })
  if ((await git.commitOf({ repo, ref: head })) === null) return 'unknown'
  const parent = (number: number) => git.commitOf({ repo, ref: `${head}^${number}` })
  const [first, second, third] = [await parent(1), await parent(2), await parent(3)]
  if (first !== ours || second === null || third !== null) return 'foreign'
  const { fetched } = await git.fetchBranch({ repo, branch: row.base_branch })
  const base = await git.remoteBranch({ repo, branch: row.base_branch })
  if (base !== null && (await git.isAncestor({ repo, ancestor: second, descendant: base }))) return 'ours'
  return fetched ? 'foreign' : 'unknown'
}
