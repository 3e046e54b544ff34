import type { PermissionPolicy } from '#shared/permissions.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { Notice } from '../ui/notice.tsx'
import { Section } from '../ui/section.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { GrantsSection } from './grants-section.tsx'
import { POLICY_ROWS } from './permission-words.ts'

/** What agents of a project may do, and what they were given for good. */
export function PermissionsPage({
  projectId,
  policy,
  onChange,
}: {
  projectId: string
  policy: PermissionPolicy
  onChange: (policy: PermissionPolicy) => void
}) {
  return (
    <>
      <Notice className="mb-7">
        {rich(
          '<b>This is a guard, not a wall.</b> It stops an agent that means well from going too far. A shell command runs as you, and what it does is judged by its text alone; OpenLinear has no sandbox yet. Do not let agents work on what you would not run yourself.',
          { b: (text) => <b className="font-medium text-fg">{text}</b> },
        )}
      </Notice>
      <Section
        title={t('Permissions')}
        hint={t(
          'What agents may do without asking. A run that asks waits for you and gives its slot to another.',
        )}
      >
        {POLICY_ROWS.map((row) => (
          <div key={row.id} className="flex items-center justify-between gap-6 py-3!">
            <div className="min-w-0 flex-1">
              <div className="font-medium">{row.title}</div>
              <p id={`policy-${row.id}`} className="mt-0.5 max-w-[60ch] text-12 text-fg-3">
                {row.covers}
              </p>
            </div>
            <Segmented
              label={row.title}
              describedBy={`policy-${row.id}`}
              value={policy[row.id]}
              options={row.options}
              onChange={(rule) => onChange({ ...policy, [row.id]: rule })}
            />
          </div>
        ))}
      </Section>
      <GrantsSection projectId={projectId} />
    </>
  )
}
