import { jobView, runView, workflowRuns } from './action-views.ts'
import { type Answer, type Call, notFound, ok, paged, Refusal, type Routes } from './call.ts'
import { annotationView, checkView, combinedStatusView } from './check-views.ts'
import { commitViews, fileViews } from './commit-views.ts'
import { labelView, milestoneView } from './issue-views.ts'
import type { FakeRepository } from './repository.ts'
import { fullRepositoryView, repositoryApi, repositoryView, userView, webOf } from './views.ts'

const pathOf = (call: Call, rest: string) => `/repos/${call.repository.fullName}/${rest}`

/** A commit by its id, a branch or a tag. */
export async function commitNamed(repository: FakeRepository, name: string): Promise<string> {
  const ref = name.replace(/^[^/:]+:/, '')
  const found =
    (await repository.git.commitOf(`refs/heads/${ref}`)) ??
    (await repository.git.commitOf(`refs/tags/${ref}`)) ??
    (/^[0-9a-f]{7,40}$/.test(ref) ? await repository.git.commitOf(ref) : null)
  if (found === null) throw notFound()
  return found
}

async function commitOrRefuse({ repository, params }: Call): Promise<string> {
  const ref = params['ref'] ?? ''
  try {
    return await commitNamed(repository, ref)
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(422, `No commit found for SHA: ${ref}`) : error
  }
}

function checkOf({ repository, params }: Call) {
  const check = repository.checks.find((each) => each.id === Number(params['check_run_id']))
  if (!check) throw notFound()
  return check
}

async function compare(call: Call): Promise<Answer> {
  const { repository, params } = call
  const [baseName = '', headName = ''] = (params['basehead'] ?? '').split('...')
  const [base, head] = await Promise.all([
    commitNamed(repository, baseName),
    commitNamed(repository, headName),
  ])
  const from = await repository.git.mergeBase(base, head)
  if (from === null) throw new Refusal(404, `No common ancestor between ${baseName} and ${headName}.`)
  const [commits, files, [baseCommit], [mergeBase], behind] = await Promise.all([
    commitViews(repository, '--reverse', `${base}..${head}`),
    fileViews(repository, from, head),
    commitViews(repository, '-1', base),
    commitViews(repository, '-1', from),
    repository.git.count(`${head}..${base}`),
  ])
  const ahead = commits.length
  const web = `${webOf(repository)}/compare/${baseName}...${headName}`
  return ok({
    url: `${repositoryApi(repository)}/compare/${baseName}...${headName}`,
    html_url: web,
    permalink_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    base_commit: baseCommit,
    merge_base_commit: mergeBase,
    status: ahead && behind ? 'diverged' : ahead ? 'ahead' : behind ? 'behind' : 'identical',
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.slice(0, 250),
    files: files.slice(0, 300),
  })
}

/** What is in a repository besides issues and pull requests. */
export const repositoryRoutes: Routes = {
  'GET /repos/{owner}/{repo}': {
    needs: 'metadata=read',
    answer: ({ repository, access }) => ok(fullRepositoryView(repository, access)),
  },
  'GET /repos/{owner}/{repo}/branches': {
    needs: 'contents=read',
    async answer(call) {
      const heads = [...(await call.repository.git.heads())]
      return paged(call, pathOf(call, 'branches'), heads, ([name, sha]) => ({
        name,
        commit: { sha, url: `${repositoryApi(call.repository)}/commits/${sha}` },
        protected: call.repository.protection.has(name),
      }))
    },
  },
  'GET /repos/{owner}/{repo}/labels': {
    needs: 'issues=read;pull_requests=read',
    answer: (call) =>
      paged(call, pathOf(call, 'labels'), [...call.repository.labels.values()], (label) =>
        labelView(call.repository, label),
      ),
  },
  'GET /repos/{owner}/{repo}/milestones': {
    needs: 'issues=read;pull_requests=read',
    answer(call) {
      const state = call.query.get('state') ?? 'open'
      const found = call.repository.milestones.filter((each) => state === 'all' || each.state === state)
      return paged(call, pathOf(call, 'milestones'), found, (each) => milestoneView(call.repository, each))
    },
  },
  'GET /repos/{owner}/{repo}/milestones/{milestone_number}': {
    needs: 'issues=read;pull_requests=read',
    answer(call) {
      const number = Number(call.params['milestone_number'])
      const milestone = call.repository.milestones.find((each) => each.number === number)
      if (!milestone) throw notFound()
      return ok(milestoneView(call.repository, milestone))
    },
  },
  'GET /repos/{owner}/{repo}/assignees': {
    needs: 'metadata=read',
    answer(call) {
      const { repository, world } = call
      const logins = [repository.owner.login, ...repository.owner.members.keys(), ...repository.access.keys()]
      const users = [...new Set(logins)].map((login) => world.user(login))
      const found = users.filter(({ type }) => type === 'User')
      return paged(call, pathOf(call, 'assignees'), found, (user) => userView(world, user))
    },
  },
  'GET /repos/{owner}/{repo}/compare/{basehead}': { needs: 'contents=read', answer: compare },
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': {
    needs: 'checks=read',
    async answer(call) {
      const { repository, query } = call
      const commit = await commitOrRefuse(call)
      const mine = repository.checks.filter((each) => each.commit === commit)
      const latest = [...new Map(mine.map((each) => [each.name, each])).values()]
      const found = (query.get('filter') === 'all' ? mine : latest).filter(
        (each) =>
          (query.get('check_name') ?? each.name) === each.name &&
          (query.get('status') ?? each.status) === each.status,
      )
      const page = paged(call, pathOf(call, `commits/${commit}/check-runs`), found, (each) =>
        checkView(repository, each),
      )
      return { ...page, body: { total_count: found.length, check_runs: page.body } }
    },
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/status': {
    needs: 'statuses=read',
    answer: async (call) => ok(combinedStatusView(call.repository, await commitOrRefuse(call))),
  },
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': {
    needs: 'checks=read',
    answer: (call) => ok(checkView(call.repository, checkOf(call))),
  },
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': {
    needs: 'checks=read',
    answer(call) {
      const check = checkOf(call)
      return paged(call, pathOf(call, `check-runs/${check.id}/annotations`), check.annotations, (each) =>
        annotationView(call.repository, check, each),
      )
    },
  },
  'GET /repos/{owner}/{repo}/actions/runs': {
    needs: 'actions=read',
    answer(call) {
      const { repository, query } = call
      const found = workflowRuns(repository).filter(
        ({ commit }) => (query.get('head_sha') ?? commit) === commit,
      )
      const page = paged(call, pathOf(call, 'actions/runs'), found, (run) => runView(repository, run))
      return { ...page, body: { total_count: found.length, workflow_runs: page.body } }
    },
  },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs': {
    needs: 'actions=read',
    answer(call) {
      const { repository, params } = call
      const run = workflowRuns(repository).find(({ id }) => id === Number(params['run_id']))
      if (!run) throw notFound()
      const page = paged(call, pathOf(call, `actions/runs/${run.id}/jobs`), run.jobs, (job) =>
        jobView(repository, run, job),
      )
      return { ...page, body: { total_count: run.jobs.length, jobs: page.body } }
    },
  },
  'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs': {
    needs: 'actions=read',
    answer({ repository, params, world }) {
      const check = repository.checks.find((each) => each.id === Number(params['job_id']))
      if (!check || check.log === null) throw notFound()
      // A store of its own: another origin, so that a client must not take its token along.
      const store = world.url.replace('127.0.0.1', 'localhost')
      return { status: 302, headers: { Location: `${store}/logs/${repository.id}/${check.id}?sig=signed` } }
    },
  },
}

const BY: Record<string, (repository: FakeRepository) => string> = {
  created: (repository) => repository.createdAt,
  updated: (repository) => repository.pushedAt,
  pushed: (repository) => repository.pushedAt,
  full_name: (repository) => repository.fullName.toLowerCase(),
}

/** What a user can see, of their own choice. */
export function userRepositories(call: Call): Answer {
  const { world, user, token, query } = call
  if (!user || !token) throw new Refusal(401, 'Requires authentication')
  if (query.has('type') && (query.has('visibility') || query.has('affiliation')))
    throw new Refusal(422, 'If you specify visibility or affiliation, you cannot specify type.')
  const affiliations = (query.get('affiliation') ?? 'owner,collaborator,organization_member').split(',')
  const visibility = query.get('visibility') ?? 'all'
  const hidden = new Set<number>()
  const found = [...world.repositories.values()].filter((repository) => {
    const affiliation = world.affiliationOf(repository, user.login)
    if (affiliation === null || !affiliations.includes(affiliation)) return false
    if (visibility !== 'all' && (visibility === 'private') !== repository.private) return false
    if (repository.owner.sso && !token.sso.has(repository.owner.login)) {
      hidden.add(repository.owner.id)
      return false
    }
    if (token.kind === 'fine_grained')
      return token.repositories?.includes(repository.fullName) ?? affiliation === 'owner'
    return !repository.private || token.scopes.includes('repo')
  })
  const sort = query.get('sort') ?? 'full_name'
  const key = BY[sort] ?? BY['full_name']!
  const down = (query.get('direction') ?? (sort === 'full_name' ? 'asc' : 'desc')) === 'desc'
  const keyed = found.map((repository) => ({ repository, by: key(repository) }))
  keyed.sort((one, other) => (one.by === other.by ? 0 : one.by < other.by === down ? 1 : -1))
  const page = paged(call, '/user/repos', keyed, ({ repository }) =>
    repositoryView(repository, world.accessOf(repository, user.login)),
  )
  const sso = hidden.size > 0 && { 'X-GitHub-SSO': `partial-results; organizations=${[...hidden].join(',')}` }
  return { ...page, headers: { ...page.headers, ...sso } }
}
