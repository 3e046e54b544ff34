import type { ReactNode } from 'react'

/** A titled group of rows in a page of settings. */
export function Section({
  title,
  hint,
  children,
}: {
  title: ReactNode
  hint?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="mb-8">
      <h2 className="mb-1 text-14 font-semibold">{title}</h2>
      {hint !== undefined && <p className="mb-3 max-w-[68ch] text-12 text-fg-3">{hint}</p>}
      <div className="mt-3 divide-y divide-line rounded-l border bg-raised [&>*]:px-4 [&>*]:py-(--pad)">
        {children}
      </div>
    </section>
  )
}
