import { Brand } from './brand.tsx'

/** The frame's outline while the first lists are on their way: nothing moves when they come. */
export const Splash = () => (
  <div className="flex h-full" aria-busy role="status" aria-label="Loading">
    <div className="w-(--side) shrink-0 border-r bg-side px-2 py-2.5 max-[900px]:hidden">
      <Brand />
    </div>
    <div className="flex-1">
      <div className="h-(--bar) border-b" />
    </div>
  </div>
)
