import { Link } from '@tanstack/react-router'
import type { Settings } from '#shared/settings.ts'
import { TopBar } from '../app/top-bar.tsx'
import { LabelsManager } from '../labels/labels-manager.tsx'
import { useSettings } from '../state/hooks.ts'
import { cn } from '../ui/cn.ts'
import { AgentSection } from './agent-section.tsx'
import { GeneralSection } from './general-section.tsx'
import { GitSection } from './git-section.tsx'
import { RunsSection } from './runs-section.tsx'
import { Trash } from './trash.tsx'

const PAGES = {
  general: 'General',
  model: 'Agent and model',
  runs: 'Runs',
  git: 'Git',
  labels: 'Labels',
  trash: 'Trash',
} as const
type Page = keyof typeof PAGES
const isPage = (text: string): text is Page => Object.hasOwn(PAGES, text)

/** The settings: their pages at the left, the chosen one beside them. */
export function SettingsScreen({ section }: { section: string }) {
  const page: Page = isPage(section) ? section : 'general'
  const settings = useSettings()
  return (
    <>
      <TopBar crumbs={['Settings']} title={PAGES[page]} />
      <div className="flex min-h-0 flex-1">
        <nav aria-label="Settings" className="flex w-48 shrink-0 flex-col gap-0.5 border-r p-3">
          {(Object.keys(PAGES) as Page[]).map((one) => (
            <Link
              key={one}
              to="/settings"
              search={{ section: one }}
              aria-current={one === page ? 'page' : undefined}
              className={cn(
                'flex h-7 items-center rounded-m px-2 text-fg-2 transition-colors duration-(--fast) hover:bg-hover hover:text-fg coarse:h-9',
                one === page && 'bg-active! font-medium text-fg',
              )}
            >
              {PAGES[one]}
            </Link>
          ))}
        </nav>
        <div key={page} className="min-w-0 flex-1 overflow-y-auto">
          <div className="mx-auto w-176 max-w-full px-6 py-7">
            {page === 'labels' ? (
              <LabelsManager />
            ) : page === 'trash' ? (
              <Trash />
            ) : (
              settings !== undefined && <Fields page={page} settings={settings} />
            )}
          </div>
        </div>
      </div>
    </>
  )
}

function Fields({ page, settings }: { page: Exclude<Page, 'labels' | 'trash'>; settings: Settings }) {
  switch (page) {
    case 'general':
      return <GeneralSection settings={settings} />
    case 'model':
      return <AgentSection settings={settings} />
    case 'runs':
      return <RunsSection settings={settings} />
    case 'git':
      return <GitSection settings={settings} />
  }
}
