import { Link } from '@tanstack/react-router'
import {
  Bell,
  Bot,
  CircleGauge,
  GitBranch,
  HardDrive,
  Keyboard,
  LayoutTemplate,
  type LucideIcon,
  Palette,
  Plug,
  SlidersHorizontal,
  Stethoscope,
  Tag,
  Trash2,
} from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import type { Settings } from '#shared/settings.ts'
import { TopBar } from '../app/top-bar.tsx'
import { DoctorPage } from '../doctor/doctor-page.tsx'
import { GithubPage } from '../github/github-page.tsx'
import { LabelsManager } from '../labels/labels-manager.tsx'
import { ProviderPage } from '../providers/provider-page.tsx'
import { ProvidersPage } from '../providers/providers-page.tsx'
import { useSettings } from '../state/hooks.ts'
import { useProviders } from '../state/providers.ts'
import { StoragePage } from '../storage/storage-page.tsx'
import { t } from '../strings/t.ts'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { AgentSection } from './agent-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { GeneralSection } from './general-section.tsx'
import { GitSection } from './git-section.tsx'
import { KeyboardSection } from './keyboard-section.tsx'
import { NotificationsSection } from './notifications-section.tsx'
import { RunsSection } from './runs-section.tsx'
import { NavHeading, navLink, SettingsLayout } from './settings-layout.tsx'
import { TemplatesSection } from './templates-section.tsx'
import { Trash } from './trash.tsx'

const PAGES = {
  general: { name: t('General'), icon: SlidersHorizontal },
  appearance: { name: t('Appearance'), icon: Palette },
  keyboard: { name: t('Keyboard'), icon: Keyboard },
  notifications: { name: t('Notifications'), icon: Bell },
  labels: { name: t('Labels'), icon: Tag },
  templates: { name: t('Templates'), icon: LayoutTemplate },
  model: { name: t('Agent and model'), icon: Bot },
  providers: { name: t('Providers'), icon: Plug },
  runs: { name: t('Runs'), icon: CircleGauge },
  git: { name: 'Git', icon: GitBranch },
  github: { name: 'GitHub', icon: GithubMark },
  doctor: { name: t('Doctor'), icon: Stethoscope },
  storage: { name: t('Storage'), icon: HardDrive },
  trash: { name: t('Trash'), icon: Trash2 },
} as const satisfies Record<string, { name: string; icon: LucideIcon | typeof GithubMark }>
type Page = keyof typeof PAGES
const isPage = (text: string): text is Page => Object.hasOwn(PAGES, text)

const GROUPS: readonly { name: string; pages: readonly Page[] }[] = [
  { name: t('App'), pages: ['general', 'appearance', 'keyboard', 'notifications', 'labels', 'templates'] },
  { name: t('Agents'), pages: ['model', 'providers', 'runs', 'git', 'github'] },
  { name: t('Upkeep'), pages: ['doctor', 'storage', 'trash'] },
]

/** The settings. `section` names a page, or a thing on it: `providers/anthropic`. */
export function SettingsScreen({ section }: { section: string }) {
  const slash = section.indexOf('/')
  const first = slash === -1 ? section : section.slice(0, slash)
  const page: Page = isPage(first) ? first : 'general'
  const part = slash === -1 || page !== 'providers' ? null : section.slice(slash + 1)
  const settings = useSettings()
  return (
    <>
      <Bar page={page} part={part} />
      <SettingsLayout
        label={t('Settings')}
        pageKey={section}
        nav={GROUPS.map((group) => (
          <Fragment key={group.name}>
            <NavHeading>{group.name}</NavHeading>
            {group.pages.map((one) => {
              const { name, icon: Icon } = PAGES[one]
              return (
                <Link
                  key={one}
                  to="/settings"
                  search={{ section: one }}
                  aria-current={one === page ? 'page' : undefined}
                  className={navLink(one === page)}
                >
                  <Icon aria-hidden />
                  {name}
                </Link>
              )
            })}
          </Fragment>
        ))}
      >
        {settings !== undefined && <Body page={page} part={part} settings={settings} />}
      </SettingsLayout>
    </>
  )
}

function Bar({ page, part }: { page: Page; part: string | null }) {
  const provider = useProviders().providers?.find((one) => one.id === part)
  if (part === null) return <TopBar crumbs={[t('Settings')]} title={PAGES[page].name} />
  return (
    <TopBar
      crumbs={[
        t('Settings'),
        <Link key="page" to="/settings" search={{ section: page }}>
          {PAGES[page].name}
        </Link>,
      ]}
      title={provider?.name ?? part}
    />
  )
}

function Body({ page, part, settings }: { page: Page; part: string | null; settings: Settings }): ReactNode {
  switch (page) {
    case 'general':
      return <GeneralSection settings={settings} />
    case 'appearance':
      return <AppearanceSection settings={settings} />
    case 'keyboard':
      return <KeyboardSection settings={settings} />
    case 'notifications':
      return <NotificationsSection settings={settings} />
    case 'labels':
      return <LabelsManager />
    case 'templates':
      return <TemplatesSection />
    case 'model':
      return <AgentSection settings={settings} />
    case 'providers':
      return part === null ? (
        <ProvidersPage settings={settings} />
      ) : (
        <ProviderPage id={part} settings={settings} />
      )
    case 'runs':
      return <RunsSection settings={settings} />
    case 'git':
      return <GitSection settings={settings} />
    case 'github':
      return <GithubPage settings={settings} />
    case 'doctor':
      return <DoctorPage />
    case 'storage':
      return <StoragePage />
    case 'trash':
      return <Trash />
  }
}
