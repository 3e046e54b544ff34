import type { Completion } from '@codemirror/autocomplete'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

/** A completion with a sign before its words. */
export type EditorCompletion = Completion & { icon?: ReactNode }

/** Draws the sign of a completion that has one. */
export const completionIcon = {
  position: 20,
  render(completion: Completion): Node | null {
    const { icon } = completion as EditorCompletion
    if (icon === undefined) return null
    const place = document.createElement('span')
    place.className = 'md-completion-icon'
    createRoot(place).render(icon)
    return place
  },
}
