import type { FakeRepository } from './repository.ts'
import { type Access, canWrite, type User, type World } from './world.ts'

export const nodeId = (kind: string, id: number) => Buffer.from(`${kind}:${id}`).toString('base64url')
export const apiOf = (world: World) => `${world.url}/api/v3`
export const repositoryApi = (repository: FakeRepository) =>
  `${apiOf(repository.world)}/repos/${repository.fullName}`
export const webOf = (repository: FakeRepository) => `${repository.world.url}/${repository.fullName}`

export function userView(world: World, user: User) {
  const url = `${apiOf(world)}/users/${user.login}`
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId('User', user.id),
    avatar_url: `${world.url}/avatars/u/${user.id}`,
    gravatar_id: '',
    url,
    html_url: `${world.url}/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    site_admin: false,
  }
}

/** A user as they see themselves. */
export const ownUserView = (world: World, user: User, seesEmail: boolean) => ({
  ...userView(world, user),
  user_view_type: 'private',
  name: user.name,
  company: null,
  blog: '',
  location: null,
  email: seesEmail ? user.email : null,
  hireable: null,
  bio: null,
  twitter_username: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: user.createdAt,
  updated_at: user.createdAt,
  private_gists: 0,
  total_private_repos: 0,
  owned_private_repos: 0,
  disk_usage: 0,
  collaborators: 0,
  two_factor_authentication: true,
})

const permissions = (access: Access | null) => ({
  admin: access === 'admin',
  maintain: access === 'admin' || access === 'maintain',
  push: canWrite(access),
  triage: access !== null && access !== 'read',
  pull: access !== null,
})

/** Addresses of a repository's parts, all of which GitHub repeats in every answer. */
const PARTS: Record<string, string> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
}

/** What stands in every answer that names a repository. */
export function minimalRepositoryView(repository: FakeRepository) {
  const { world } = repository
  const url = repositoryApi(repository)
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: repository.fullName,
    private: repository.private,
    owner: userView(world, repository.owner),
    html_url: webOf(repository),
    description: repository.description,
    fork: repository.fork,
    url,
    ...Object.fromEntries(Object.entries(PARTS).map(([name, path]) => [name, `${url}${path}`])),
  }
}

/** As in lists and at both ends of a pull request. */
export function repositoryView(repository: FakeRepository, access: Access | null) {
  const open = [...repository.issues.values()].filter((issue) => issue.state === 'open').length
  return {
    ...minimalRepositoryView(repository),
    git_url: `git://${new URL(repository.world.url).host}/${repository.fullName}.git`,
    ssh_url: `git@${new URL(repository.world.url).hostname}:${repository.fullName}.git`,
    clone_url: repository.cloneUrl,
    svn_url: webOf(repository),
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: repository.size,
    default_branch: repository.defaultBranch,
    open_issues: open,
    open_issues_count: open,
    is_template: false,
    topics: [],
    has_issues: repository.hasIssues,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    visibility: repository.private ? 'private' : 'public',
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    permissions: permissions(access),
  }
}

/** As asked for by name. Ways to merge are told only to those who can write. */
export const fullRepositoryView = (repository: FakeRepository, access: Access | null) => ({
  ...repositoryView(repository, access),
  network_count: 0,
  subscribers_count: 0,
  ...(canWrite(access) && {
    allow_merge_commit: repository.methods.merge,
    allow_squash_merge: repository.methods.squash,
    allow_rebase_merge: repository.methods.rebase,
    allow_auto_merge: false,
    allow_update_branch: true,
    delete_branch_on_merge: repository.deleteBranchOnMerge,
  }),
})
