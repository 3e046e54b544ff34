import type { Settings } from '#shared/settings.ts'
import { Switch } from '../ui/field.tsx'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'
import { changeSetting } from './change-setting.ts'

/** Where runs begin, how their commits are made, and what their pull requests are like. */
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
      <Section title="Pull requests" hint="What new ones begin with; each can be changed before it is made.">
        <Switch
          label="Open them as drafts"
          hint="Nobody is asked for a review until you say that it is ready."
          checked={settings.draftPullRequests}
          onChange={(draftPullRequests) => void changeSetting({ draftPullRequests })}
        />
        <Switch
          label="Say what the agents cost"
          hint="The price of the runs stands in the text, for everybody who reads it."
          checked={settings.costInPullRequests}
          onChange={(costInPullRequests) => void changeSetting({ costInPullRequests })}
        />
        <Switch
          label="A merged pull request ends its tasks"
          hint="They go to Done, and their worktrees and branches into the trash."
          checked={settings.doneOnPullMerge}
          onChange={(doneOnPullMerge) => void changeSetting({ doneOnPullMerge })}
        />
      </Section>
    </>
  )
}
