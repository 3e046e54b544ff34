import { useState } from 'react'
import { TopBar } from '../app/top-bar.tsx'
import { useSelected } from '../state/hooks.ts'
import { useInboxPlaces } from '../state/use-inbox.ts'
import { t } from '../strings/t.ts'
import { Tabs } from '../ui/tabs.tsx'
import { InboxPane, type PlaceName } from './inbox-pane.tsx'
import { wantedItem } from './selected-item.ts'

const NAMES: Record<PlaceName, string> = { open: t('Waiting'), snoozed: t('Snoozed'), done: t('Done') }
const PLACES: readonly PlaceName[] = ['open', 'snoozed', 'done']

/** Everything that waits for the user, and what they have put off or seen to, answered without leaving. */
export function InboxScreen() {
  const places = useInboxPlaces()
  const [place, setPlace] = useState<PlaceName>('open')
  const wanted = useSelected(wantedItem, ({ id }) => id)
  if (place !== 'open' && places.open.some(({ id }) => id === wanted)) setPlace('open')
  return (
    <>
      <TopBar crumbs={[]} title={t('Inbox')}>
        {places.open.length > 0 && (
          <span className="truncate text-12 text-fg-3 max-[720px]:hidden">
            {t('{count, plural, one {# waits for you} other {# wait for you}}', {
              count: places.open.length,
            })}
          </span>
        )}
      </TopBar>
      <Tabs
        label={t('Parts of the inbox')}
        value={place}
        onChange={(id) => setPlace(PLACES.find((one) => one === id) ?? 'open')}
        className="flex-1 [&>div:first-child]:px-2"
        contentClassName="flex flex-col"
        tabs={PLACES.map((id) => ({
          id,
          label: (
            <>
              {NAMES[id]}
              {places[id].length > 0 && (
                <span className="text-11 font-normal text-fg-3 tabular-nums">{places[id].length}</span>
              )}
            </>
          ),
          content: <InboxPane key={id} place={id} items={places[id]} />,
        }))}
      />
    </>
  )
}
