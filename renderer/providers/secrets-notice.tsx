import { useEffect } from 'react'
import { runDoctor, useDoctor } from '../doctor/use-doctor.ts'
import { Notice } from '../ui/notice.tsx'

/** Says so where keys are typed, when the place they are kept in protects them less than it should. */
export function SecretsNotice({ className }: { className?: string }) {
  const { report } = useDoctor()
  const missing = report === null
  useEffect(() => {
    if (missing) void runDoctor()
  }, [missing])
  const keyring = report?.checks.find((check) => check.id === 'keyring')
  if (keyring === undefined || keyring.state === 'ok') return null
  return (
    <Notice
      tone={keyring.state === 'problem' ? 'bad' : 'wait'}
      {...(className === undefined ? {} : { className })}
    >
      {keyring.detail}
      {keyring.fix !== null && <span className="text-fg-2"> {keyring.fix}</span>}
    </Notice>
  )
}
