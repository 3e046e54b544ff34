import { Link, useLocation } from '@tanstack/react-router'
import { Bot, CircleGauge, KeyRound, type LucideIcon, ShieldCheck, SlidersHorizontal } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Project } from '#shared/projects.ts'
import { TopBar } from '../app/top-bar.tsx'
import { navLink, SettingsLayout } from '../settings/settings-layout.tsx'
import { useProject } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { EmptyState } from '../ui/empty.tsx'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { AgentPage } from './agent-page.tsx'
import { changeProject } from './change-project.ts'
import { GeneralPage } from './general-page.tsx'
import { GithubPage } from './github-page.tsx'
import { PermissionsPage } from './permissions-page.tsx'
import { RunsPage } from './runs-page.tsx'
import { TrustPage } from '../trust/trust-page.tsx'

const PAGES = {
  general: { name: t('General'), icon: SlidersHorizontal },
  agent: { name: t('Agent and model'), icon: Bot },
  runs: { name: t('Runs'), icon: CircleGauge },
  github: { name: 'GitHub', icon: GithubMark },
  permissions: { name: t('Permissions'), icon: KeyRound },
  trust: { name: t('Trust'), icon: ShieldCheck },
} as const satisfies Record<string, { name: string; icon: LucideIcon | typeof GithubMark }>
type Page = keyof typeof PAGES
const isPage = (text: string): text is Page => Object.hasOwn(PAGES, text)

/** A project's settings. The page shown stands behind the `#` of the address: `#trust`. */
export function ProjectSettings({ id }: { id: string }) {
  const project = useProject(id)
  const hash = useLocation({ select: (location) => location.hash })
  const page: Page = isPage(hash) ? hash : 'general'
  if (project === undefined) {
    return (
      <>
        <TopBar crumbs={[]} title={t('Not found')} />
        <EmptyState title={t('This project is not here (any more)')}>
          <Link to="/" search={{}} className="text-accent-fg underline underline-offset-2">
            {t('See all tasks')}
          </Link>
        </EmptyState>
      </>
    )
  }
  return (
    <>
      <TopBar
        crumbs={[
          <Link key="board" to="/" search={{ project: id }}>
            {project.name}
          </Link>,
          t('Project settings'),
        ]}
        title={PAGES[page].name}
      />
      <SettingsLayout
        label={t('Project settings')}
        pageKey={page}
        nav={(Object.keys(PAGES) as Page[]).map((one) => {
          const { name, icon: Icon } = PAGES[one]
          return (
            <Link
              key={one}
              to="/projects/$id/settings"
              params={{ id }}
              hash={one}
              aria-current={one === page ? 'page' : undefined}
              className={navLink(one === page)}
            >
              <Icon aria-hidden />
              {name}
            </Link>
          )
        })}
      >
        <Body page={page} project={project} />
      </SettingsLayout>
    </>
  )
}

function Body({ page, project }: { page: Page; project: Project }): ReactNode {
  switch (page) {
    case 'general':
      return <GeneralPage project={project} />
    case 'agent':
      return <AgentPage project={project} />
    case 'runs':
      return <RunsPage project={project} />
    case 'github':
      return <GithubPage project={project} />
    case 'permissions':
      return (
        <PermissionsPage
          projectId={project.id}
          policy={project.permissions}
          onChange={(permissions) => void changeProject(project.id, { permissions })}
        />
      )
    case 'trust':
      return <TrustPage projectId={project.id} />
  }
}
