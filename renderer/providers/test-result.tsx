import type { ProviderTest } from '#shared/providers.ts'
import { Notice } from '../ui/notice.tsx'
import { testWords } from './words.ts'

/** What a test found, in words; nothing before there was one. */
export function TestResult({ result, className }: { result: ProviderTest | null; className?: string }) {
  if (result === null) return null
  return (
    <Notice tone={result.ok ? 'ok' : 'bad'} live {...(className === undefined ? {} : { className })}>
      {testWords(result)}
    </Notice>
  )
}
