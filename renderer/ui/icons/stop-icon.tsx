/** Ends what goes on. Filled: an outline would look like a box to tick. */
export const StopIcon = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 24 24" fill="currentColor" aria-hidden className={className}>
    <rect x="5" y="5" width="14" height="14" rx="2.5" />
  </svg>
)
