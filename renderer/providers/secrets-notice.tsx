import { useEffect, useRef } from 'react'
import { runDoctor, useDoctor } from '../doctor/use-doctor.ts'
import { Notice } from '../ui/notice.tsx'

/** Says so where keys are typed, when the place they are kept in protects them less than it should. */
export function SecretsNotice({
  className,
  stored,
}: {
  className?: string
  /** How much is kept: what is said of the place may change with it. */
  stored?: number
}) {
  const { report } = useDoctor()
  const missing = report === null
  const before = useRef(stored)
  useEffect(() => {
    if (missing || before.current !== stored) void runDoctor()
    before.current = stored
  }, [missing, stored])
  const keyring = report?.checks.find((check) => check.id === 'keyring')
  if (keyring === undefined || keyring.state === 'ok') return null
  return (
    <Notice
      tone={keyring.state === 'problem' ? 'bad' : 'wait'}
      {...(className === undefined ? {} : { className })}
    >
      {keyring.detail}
      {/* What it advises is for keys of providers, which can come from the environment. */}
      {keyring.fix !== null && stored === undefined && <span className="text-fg-2"> {keyring.fix}</span>}
    </Notice>
  )
}
