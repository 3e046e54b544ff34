import { errorDetails } from '../state/error-details.ts'
import { mendingPage, type Problem } from '../state/errors.ts'
import { CopyDetails } from '../ui/copy-details.tsx'
import { OutsideLink } from './outside-link.tsx'
import { WithCode } from '../ui/with-code.tsx'

/** What GitHub did not do, with the way to where it can be mended. */
export function ProblemWords({ problem }: { problem: Problem }) {
  const page = mendingPage(problem)
  return (
    <>
      <WithCode text={problem.message} />
      {page !== null && (
        <>
          {' '}
          <OutsideLink href={page.url} className="align-bottom text-accent-fg">
            {page.label}
          </OutsideLink>
        </>
      )}{' '}
      <CopyDetails details={() => errorDetails(problem)} />
    </>
  )
}
