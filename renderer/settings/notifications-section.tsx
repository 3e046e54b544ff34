import { useState } from 'react'
import type { Settings } from '#shared/settings.ts'
import { useConnection } from '../state/hooks.ts'
import { askForNotifications, notificationState } from '../state/notifications.ts'
import { Button } from '../ui/button.tsx'
import { Switch } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { changeSetting } from './change-setting.ts'

type Kind = {
  name: 'notifyWaiting' | 'notifyReview' | 'notifyFailed' | 'notifyBatch' | 'notifyPull' | 'notifyFinished'
  label: string
  hint: string
}

const KINDS: readonly Kind[] = [
  {
    name: 'notifyWaiting',
    label: 'An agent waits for me',
    hint: 'With a question, a permission, or at a limit that was reached.',
  },
  {
    name: 'notifyReview',
    label: 'Work is ready for review',
    hint: 'Or all candidates of a contest are done, and one has to be chosen.',
  },
  {
    name: 'notifyFailed',
    label: 'A run failed',
    hint: 'Outside of a batch, which tells of itself as a whole.',
  },
  {
    name: 'notifyBatch',
    label: 'A batch needs me',
    hint: 'It waits for approval, cannot go on, or has failed.',
  },
  {
    name: 'notifyPull',
    label: 'A pull request needs me',
    hint: 'Its checks failed, changes are requested, or it was closed.',
  },
  {
    name: 'notifyFinished',
    label: 'Something is finished',
    hint: 'A batch is completed, or others have merged a pull request.',
  },
]

/** What is told when nobody looks at the window. */
export function NotificationsSection({ settings }: { settings: Settings }) {
  const byShell = useConnection((state) => state.system?.can.notify ?? false)
  return (
    <>
      <Section
        title="Notifications"
        hint="What comes into the inbox, told by your system while this window is not in front. What you snooze is told again when it comes back."
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
    return <Row title="This browser" hint="Shows notifications while a tab with OpenLinear is open." />
  }
  if (state === 'default') {
    return (
      <Row title="This browser" hint="Has not been allowed to show notifications of OpenLinear yet.">
        <Button variant="primary" onClick={() => void askForNotifications().then(setState)}>
          Allow
        </Button>
      </Row>
    )
  }
  return (
    <div>
      <Notice tone="wait">
        {state === 'denied'
          ? 'This browser does not let OpenLinear show notifications. Allow them in the browser’s settings for this address, then load the page again.'
          : 'This browser cannot show notifications.'}
      </Notice>
    </div>
  )
}
