import { CopyDetails } from './copy-details.tsx'

/** What a toast says of an error, with a way to copy what else is known of it. */
export const toastWords = (description: string | undefined, details: () => string) => (
  <>
    {description !== undefined && <span className="block">{description}</span>}
    <CopyDetails details={details} className="mt-1" />
  </>
)
