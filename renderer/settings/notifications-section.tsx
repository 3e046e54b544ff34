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

/** What is told when nobody looks at the window. */
export function NotificationsSection({ settings }: { settings: Settings }) {
  const byShell = useConnection((state) => state.system?.can.notify ?? false)
  return (
    <>
      <Section
        title="Notifications"
        hint="Told by your system while this window is not in front. A click opens the task."
      >
        {!byShell && <BrowserPermission />}
        <Switch
          label="A run waits for me"
          hint="A question, a permission, or a limit that was reached; a review that wants changes."
          checked={settings.notifyWaiting}
          onChange={(notifyWaiting) => void changeSetting({ notifyWaiting })}
        />
        <Switch
          label="A run failed"
          hint="Or the checks of a pull request."
          checked={settings.notifyFailed}
          onChange={(notifyFailed) => void changeSetting({ notifyFailed })}
        />
        <Switch
          label="A run is done"
          hint="Its work is ready for review, or others have merged its pull request."
          checked={settings.notifyFinished}
          onChange={(notifyFinished) => void changeSetting({ notifyFinished })}
        />
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
