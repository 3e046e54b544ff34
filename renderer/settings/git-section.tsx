import type { Settings } from '#shared/settings.ts'
import { Switch } from '../ui/field.tsx'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'
import { changeSetting } from './change-setting.ts'

/** Where runs begin, and how their commits are made. */
export function GitSection({ settings }: { settings: Settings }) {
  return (
    <>
      <Section title="Where runs begin">
        <Switch
          label="Fetch before a run"
          hint="Asks the remote for the newest base branch first. Your checkout and your branches are not moved."
          checked={settings.fetchBeforeRun}
          onChange={(fetchBeforeRun) => void changeSetting({ fetchBeforeRun })}
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
          onChange={(onDiverged) => void changeSetting({ onDiverged: onDiverged as Settings['onDiverged'] })}
        />
      </Section>
      <Section title="Commits and merges" hint="These are about commits that OpenLinear makes itself.">
        <Switch
          label="Run the repository’s git hooks"
          hint="Off = hooks such as pre-commit are skipped. On = they run with your rights, and a hook that fails makes the run fail."
          checked={settings.runGitHooks}
          onChange={(runGitHooks) => void changeSetting({ runGitHooks })}
        />
        <Switch
          label="Sign commits"
          hint="As your git configuration says. A signing key that asks for a passphrase each time makes runs fail: nobody is there to type it."
          checked={settings.signCommits}
          onChange={(signCommits) => void changeSetting({ signCommits })}
        />
      </Section>
    </>
  )
}
