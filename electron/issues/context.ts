import type { GithubRepository } from '#shared/github.ts'
import type { Project } from '#shared/projects.ts'
import type { Github } from '../github/github.ts'
import type { Onlookers } from '../process/onlookers.ts'
import type { Projects } from '../projects/projects.ts'
import type { Log } from '../runs/engine.ts'
import type { Store } from '../store/store.ts'
import type { Comments } from '../tasks/comments.ts'
import type { Labels } from '../tasks/labels.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { IssueApi } from './issue-api.ts'
import type { IssueLog } from './issue-log.ts'
import type { LinkRecords } from './issue-records.ts'

/**
 * Where the fault injector stands. Of what is written to GitHub: it is in the journal and is asked for next (`begin`),
 * GitHub has answered (`worked`), that is written down (`written`). `task:written`, `comments:written` and
 * `poll:written`: a transaction with what GitHub has changed, said or told.
 */
export type IssueMoment =
  | `${'issue' | 'fields' | 'comment'}:${'begin' | 'worked' | 'written'}`
  | `${'task' | 'comments' | 'poll'}:written`

/** What the rooms of issues need. */
export interface IssueContext {
  store: Store
  records: LinkRecords
  journal: IssueLog
  github: Pick<Github, 'accounts' | 'accountFor' | 'api'>
  projects: Pick<Projects, 'get' | 'getIn' | 'list'>
  tasks: Tasks
  labels: Labels
  comments: Comments
  onlookers: Pick<Onlookers, 'isAnybodyThere' | 'subscribe'>
  log: Log
  /**
   * The issues of a repository, with the account that speaks for the project.
   *
   * @param repository the project's own unless given
   * @throws GithubError `no_remote` where the project has none at GitHub, `no_account`, `unauthorized`
   */
  open(
    project: Project,
    repository?: GithubRepository,
  ): Promise<{ api: IssueApi; repository: GithubRepository; accountId: string }>
  /** Something is due: the loop looks now. */
  wake(): void
  /** Told of each moment; the id is that of the link, or of the project. */
  onMoment?: ((id: string, moment: IssueMoment) => void) | undefined
}
