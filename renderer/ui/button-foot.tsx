import type { ReactNode } from 'react'

/** Buttons at the foot of a part of a dialog, at its end. */
export const ButtonFoot = ({ children }: { children: ReactNode }) => (
  <div className="flex justify-end gap-2">{children}</div>
)
