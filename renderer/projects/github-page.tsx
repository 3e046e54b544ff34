import { webUrl } from '#shared/github-words.ts'
import type { Project } from '#shared/projects.ts'
import { IssuesSection } from '../issues/issues-section.tsx'
import { ACCOUNT_PLACE } from '../issues/use-account.ts'
import { NoRepository } from '../issues/github-problem.tsx'
import { OutsideLink } from '../publications/outside-link.tsx'
import { t } from '../strings/t.ts'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { AccountSelect } from './account-select.tsx'

/** A project's repository at GitHub, who speaks for it there, and its issues. */
export function GithubPage({ project }: { project: Project }) {
  const { github } = project
  if (github === null) return <NoRepository name={project.name} />
  return (
    <>
      <div id={ACCOUNT_PLACE}>
        <Section title={t('Repository')}>
          <Row title={t('At GitHub')} hint={t('As the main remote of the project says.')}>
            <OutsideLink
              href={`${webUrl(github.host)}/${github.owner}/${github.name}`}
              className="font-mono text-11 text-accent-fg"
            >
              {github.owner}/{github.name}
            </OutsideLink>
          </Row>
          <AccountSelect project={project} host={github.host} />
        </Section>
      </div>
      <IssuesSection project={project} repository={github} />
    </>
  )
}
