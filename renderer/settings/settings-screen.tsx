import { Link } from '@tanstack/react-router'
import type { Settings, UpdateSettings } from '#shared/settings.ts'
import { TopBar } from '../app/top-bar.tsx'
import { LabelsManager } from '../labels/labels-manager.tsx'
import { ModelField } from '../projects/model-field.tsx'
import { saveSettings } from '../state/actions.ts'
import { useConnection, useSettings } from '../state/hooks.ts'
import { cn } from '../ui/cn.ts'
import { NumberInput, Switch } from '../ui/field.tsx'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'
import { toast } from '../ui/toast.ts'
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

/** For controls that cannot show an error in place. */
async function set(patch: UpdateSettings): Promise<void> {
  const problem = await saveSettings(patch)
  if (problem !== null) toast.error(problem)
}

function Fields({ page, settings }: { page: Exclude<Page, 'labels' | 'trash'>; settings: Settings }) {
  switch (page) {
    case 'general':
      return <General settings={settings} />
    case 'model':
      return <Model settings={settings} />
    case 'runs':
      return <Runs settings={settings} />
    case 'git':
      return <Git settings={settings} />
  }
}

function General({ settings }: { settings: Settings }) {
  const version = useConnection((state) => state.version)
  return (
    <>
      <Section title="Appearance">
        <Select
          row
          width={200}
          label="Theme"
          value={settings.theme}
          options={[
            { id: 'system', label: 'As the system' },
            { id: 'light', label: 'Light' },
            { id: 'dark', label: 'Dark' },
          ]}
          onChange={(theme) => void set({ theme: theme as Settings['theme'] })}
        />
      </Section>
      <Section title="Folders">
        <SavedText
          row
          width={300}
          mono
          label="Data folder"
          hint={
            settings.nextDataFolder === null ? (
              'Holds the database, worktrees and logs. A change is taken up at the next start; what is in the old folder is not moved.'
            ) : (
              <span className="text-wait">
                From the next start on: <span className="font-mono text-11">{settings.nextDataFolder}</span>.
                What is in the old folder is not moved.
              </span>
            )
          }
          value={settings.nextDataFolder ?? settings.dataFolder}
          onSave={(text) => saveSettings({ dataFolder: text.trim() })}
        />
        <SavedText
          row
          width={300}
          mono
          label="Folder for clones"
          hint="Where repositories that you give by address are cloned. Empty = “clones” in the data folder."
          placeholder={`${settings.dataFolder}/clones`}
          value={settings.cloneFolder ?? ''}
          onSave={(text) => saveSettings({ cloneFolder: text.trim() === '' ? null : text.trim() })}
        />
      </Section>
      <Section title="Trash">
        <NumberInput
          row
          label="Keep discarded work for"
          hint="After that, the branches and changes of discarded runs are gone for good."
          unit="days"
          min={1}
          max={365}
          value={settings.trashRetentionDays}
          onChange={(value) => void set({ trashRetentionDays: value ?? settings.trashRetentionDays })}
        />
      </Section>
      {version !== null && <p className="text-12 text-fg-3">OpenLinear {version}</p>}
    </>
  )
}

function Model({ settings }: { settings: Settings }) {
  const health = useConnection((state) => state.health)
  return (
    <>
      <Section
        title="Model"
        hint="Providers and keys are those of your own OpenCode configuration; OpenLinear keeps none. A project or a task may name another model."
      >
        <ModelField
          row
          width={300}
          label="Model"
          hint={
            settings.configuredModel === null
              ? 'Your OpenCode configuration names no model, so one has to be chosen here, for a project or for a task.'
              : 'For tasks and projects that name none.'
          }
          value={settings.model}
          fallback={
            settings.configuredModel === null
              ? 'None chosen'
              : `${settings.configuredModel} (OpenCode’s default)`
          }
          onChange={(model) => void set({ model })}
        />
      </Section>
      <Section title="OpenCode">
        <Select
          row
          width={200}
          label="Program"
          hint="Taken up at the next start. The bundled version is the one that OpenLinear is tested with."
          value={settings.openCodeBinary}
          options={[
            { id: 'bundled', label: 'Bundled' },
            { id: 'path', label: 'My own, on the PATH' },
          ]}
          onChange={(binary) => void set({ openCodeBinary: binary as Settings['openCodeBinary'] })}
        />
        <div className="flex items-center justify-between gap-6">
          <div>
            <div className="font-medium">State</div>
            {health?.problem !== null && health?.problem !== undefined && (
              <p className="mt-0.5 text-12 text-bad">{health.problem}</p>
            )}
          </div>
          <span className="text-12 text-fg-2">
            {health === null
              ? 'Not asked yet'
              : `${health.version === null ? health.name : `${health.name} ${health.version}`}, ${STATE_WORDS[health.state]}`}
          </span>
        </div>
      </Section>
    </>
  )
}

const STATE_WORDS = {
  stopped: 'idle until a run needs it',
  starting: 'starting',
  healthy: 'healthy',
  unhealthy: 'not working',
} as const

function Runs({ settings }: { settings: Settings }) {
  return (
    <>
      <Section title="Slots">
        <NumberInput
          row
          label="Runs at once"
          hint="Over all projects. The others wait in a queue. Each run has an agent, a worktree and your commands: more of them need more memory and cost money faster."
          min={1}
          max={20}
          value={settings.parallelLimit}
          onChange={(value) => void set({ parallelLimit: value ?? settings.parallelLimit })}
        />
      </Section>
      <Section title="Checks">
        <NumberInput
          row
          label="Attempts to mend a failed check"
          hint="How often the agent is given the output of a failed check command, before the run fails. 0 = never."
          min={0}
          max={10}
          value={settings.maxFixAttempts}
          onChange={(value) => void set({ maxFixAttempts: value ?? settings.maxFixAttempts })}
        />
      </Section>
      <Section
        title="Limits"
        hint="A run that reaches a limit keeps its work, gives its slot back and asks you."
      >
        <NumberInput
          row
          label="Longest work"
          hint="Minutes that an agent may work on one run."
          unit="min"
          min={1}
          max={1440}
          value={settings.totalLimitMinutes}
          onChange={(value) => void set({ totalLimitMinutes: value ?? settings.totalLimitMinutes })}
        />
        <NumberInput
          row
          label="Longest silence of the model"
          hint="Minutes without a sign of life from the model. Tools may be silent as long as they like."
          unit="min"
          min={1}
          max={240}
          value={settings.silentModelMinutes}
          onChange={(value) => void set({ silentModelMinutes: value ?? settings.silentModelMinutes })}
        />
        <NumberInput
          row
          label="Longest wait for a provider"
          hint="A provider that limits requests says when to come back. Waits up to this are waited; longer ones ask you."
          unit="min"
          min={1}
          max={240}
          value={settings.maxRetryWaitMinutes}
          onChange={(value) => void set({ maxRetryWaitMinutes: value ?? settings.maxRetryWaitMinutes })}
        />
      </Section>
    </>
  )
}

function Git({ settings }: { settings: Settings }) {
  return (
    <>
      <Section title="Where runs begin">
        <Switch
          label="Fetch before a run"
          hint="Asks the remote for the newest base branch first. Your checkout and your branches are not moved."
          checked={settings.fetchBeforeRun}
          onChange={(fetchBeforeRun) => void set({ fetchBeforeRun })}
        />
        <Select
          row
          width={200}
          label="When local and remote have both moved"
          hint="A run needs one beginning. Where one side holds the other, that side is taken without asking."
          value={settings.onDiverged}
          options={[
            { id: 'ask', label: 'Ask me' },
            { id: 'local', label: 'Begin at the local branch' },
            { id: 'remote', label: 'Begin at the remote' },
          ]}
          onChange={(onDiverged) => void set({ onDiverged: onDiverged as Settings['onDiverged'] })}
        />
      </Section>
      <Section title="Commits and merges" hint="These are about commits that OpenLinear makes itself.">
        <Switch
          label="Run the repository’s git hooks"
          hint="Off = hooks such as pre-commit are skipped. On = they run with your rights, and a hook that fails makes the run fail."
          checked={settings.runGitHooks}
          onChange={(runGitHooks) => void set({ runGitHooks })}
        />
        <Switch
          label="Sign commits"
          hint="As your git configuration says. A signing key that asks for a passphrase each time makes runs fail: nobody is there to type it."
          checked={settings.signCommits}
          onChange={(signCommits) => void set({ signCommits })}
        />
      </Section>
    </>
  )
}
