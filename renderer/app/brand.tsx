export const Brand = () => (
  <span className="flex h-row min-w-0 items-center gap-2 px-2 font-semibold">
    <svg viewBox="0 0 32 32" aria-hidden className="size-4.5 shrink-0">
      <defs>
        <linearGradient id="brand" x1="0" y1="0" x2="1" y2="1">
          <stop stopColor="#3f6ae0" />
          <stop offset="1" stopColor="#b48ef7" />
        </linearGradient>
      </defs>
      <rect width="32" height="32" rx="9" fill="url(#brand)" />
      <path d="M9 21.5h14M9 16h10M9 10.5h6" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
    <span className="truncate">OpenLinear</span>
  </span>
)
