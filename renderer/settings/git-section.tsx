import type { Settings } from '#shared/settings.ts'
import { t } from '../strings/t.ts'
import { Switch } from '../ui/field.tsx'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'
import { changeSetting } from './change-setting.ts'

/** Where runs begin, how their commits are made, and what their pull requests are like. */
export function GitSection({ settings }: { settings: Settings }) {
  return (
    <>
      <Section title={t('Where runs begin')}>
        <Switch
          label={t('Fetch before a run')}
          hint={t(
            'Asks the remote for the newest base branch first. Your checkout and your branches are not moved.',
          )}
          checked={settings.fetchBeforeRun}
          onChange={(fetchBeforeRun) => void changeSetting({ fetchBeforeRun })}
        />
        <Select
          row
          width={200}
          label={t('When local and remote have both moved')}
          hint={t(
            'A run needs one beginning. Where one side holds the other, that side is taken without asking.',
          )}
          value={settings.onDiverged}
          options={[
            { id: 'ask', label: t('Ask me') },
            { id: 'local', label: t('Begin at the local branch') },
            { id: 'remote', label: t('Begin at the remote') },
          ]}
          onChange={(onDiverged) => void changeSetting({ onDiverged: onDiverged as Settings['onDiverged'] })}
        />
      </Section>
      <Section
        title={t('Commits and merges')}
        hint={t('These are about commits that OpenLinear makes itself.')}
      >
        <Switch
          label={t('Run the repository’s git hooks')}
          hint={t(
            'Off = hooks such as pre-commit are skipped. On = they run with your rights, and a hook that fails makes the run fail.',
          )}
          checked={settings.runGitHooks}
          onChange={(runGitHooks) => void changeSetting({ runGitHooks })}
        />
        <Switch
          label={t('Sign commits')}
          hint={t(
            'As your git configuration says. A signing key that asks for a passphrase each time makes runs fail: nobody is there to type it.',
          )}
          checked={settings.signCommits}
          onChange={(signCommits) => void changeSetting({ signCommits })}
        />
      </Section>
      <Section
        title={t('Pull requests')}
        hint={t('What new ones begin with; each can be changed before it is made.')}
      >
        <Switch
          label={t('Open them as drafts')}
          hint={t('Nobody is asked for a review until you say that it is ready.')}
          checked={settings.draftPullRequests}
          onChange={(draftPullRequests) => void changeSetting({ draftPullRequests })}
        />
        <Switch
          label={t('Say what the agents cost')}
          hint={t('The price of the runs stands in the text, for everybody who reads it.')}
          checked={settings.costInPullRequests}
          onChange={(costInPullRequests) => void changeSetting({ costInPullRequests })}
        />
        <Switch
          label={t('A merged pull request ends its tasks')}
          hint={t('They go to Done, and their worktrees and branches into the trash.')}
          checked={settings.doneOnPullMerge}
          onChange={(doneOnPullMerge) => void changeSetting({ doneOnPullMerge })}
        />
      </Section>
    </>
  )
}
