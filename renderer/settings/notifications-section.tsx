import { useState } from 'react'
import type { NotifySetting, Settings } from '#shared/settings.ts'
import { useConnection } from '../state/hooks.ts'
import { askForNotifications, notificationState } from '../state/browser-notice.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Switch } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { changeSetting } from './change-setting.ts'

type Kind = {
  name: NotifySetting
  label: string
  hint: string
}

const KINDS: readonly Kind[] = [
  {
    name: 'notifyWaiting',
    label: t('An agent waits for me'),
    hint: t('With a question, a permission, or at a limit that was reached.'),
  },
  {
    name: 'notifyReview',
    label: t('Work is ready for review'),
    hint: t('Or all candidates of a contest are done, and one has to be chosen.'),
  },
  {
    name: 'notifyFailed',
    label: t('A run failed'),
    hint: t('Outside of a batch, which tells of itself as a whole.'),
  },
  {
    name: 'notifyBatch',
    label: t('A batch needs me'),
    hint: t('It waits for approval, cannot go on, or has failed.'),
  },
  {
    name: 'notifyPull',
    label: t('A pull request needs me'),
    hint: t('Its checks failed, changes are requested, or it was closed.'),
  },
  {
    name: 'notifyMention',
    label: t('Somebody mentions me'),
    hint: t('In a comment on the issue or the pull request of a task.'),
  },
  {
    name: 'notifyFinished',
    label: t('Something is finished'),
    hint: t('A batch is completed, or others have merged a pull request.'),
  },
]

/** What is told when nobody looks at the window. */
export function NotificationsSection({ settings }: { settings: Settings }) {
  const byShell = useConnection((state) => state.system?.can.notify ?? false)
  return (
    <>
      <Section
        title={t('Notifications')}
        hint={t(
          'What comes into the inbox, told by your system while this window is not in front. What you snooze is told again when it comes back.',
        )}
      >
        {!byShell && <BrowserPermission />}
        {KINDS.map(({ name, label, hint }) => (
          <Switch
            key={name}
            label={label}
            hint={hint}
            checked={settings[name]}
            onChange={(on) => void changeSetting({ [name]: on })}
          />
        ))}
      </Section>
    </>
  )
}

/** In a browser the user has to allow notifications first, and only a click of theirs may ask. */
function BrowserPermission() {
  const [state, setState] = useState(notificationState)
  if (state === 'granted') {
    return (
      <Row title={t('This browser')} hint={t('Shows notifications while a tab with OpenLinear is open.')} />
    )
  }
  if (state === 'default') {
    return (
      <Row
        title={t('This browser')}
        hint={t('Has not been allowed to show notifications of OpenLinear yet.')}
      >
        <Button variant="primary" onClick={() => void askForNotifications().then(setState)}>
          {t('Allow')}
        </Button>
      </Row>
    )
  }
  return (
    <div>
      <Notice tone="wait">
        {state === 'denied'
          ? t(
              'This browser does not let OpenLinear show notifications. Allow them in the browser’s settings for this address, then load the page again.',
            )
          : t('This browser cannot show notifications.')}
      </Notice>
    </div>
  )
}
