import { type ClassValue, clsx } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ['10', '11', 'code', '12', '13', '14', '16', '20'],
      leading: ['code'],
      spacing: ['row', 'control', 'control-s', 'field', 'tab', 'touch'],
      radius: ['s', 'm', 'l', 'full'],
      shadow: ['float'],
    },
  },
})

/** Class names, joined; of two that set the same property the later wins. */
export const cn = (...classes: ClassValue[]) => merge(clsx(classes))
