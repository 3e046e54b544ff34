import { CircleAlert, CircleCheck } from 'lucide-react'
import { useEffect } from 'react'
import { Toaster as Sonner, toast as sonner } from 'sonner'
import { t } from '../strings/t.ts'
import { holdToasts } from './toast-lift.ts'
import { showToasts, sideOf } from './toast.ts'

/** Where toasts appear; mounted once, by the frame. */
export function Toaster() {
  useEffect(() => showToasts(sonner), [])
  return (
    <div ref={holdToasts} className="contents">
      <Sonner
        position={sideOf('bottom-end')}
        containerAriaLabel={t('Notifications')}
        offset={{ bottom: 'calc(var(--strip) + var(--above-strip, 0px) + 12px)', right: 14, left: 14 }}
        gap={8}
        visibleToasts={4}
        icons={{
          success: <CircleCheck className="size-4 text-ok" />,
          error: <CircleAlert className="size-4 text-bad" />,
        }}
        toastOptions={{
          unstyled: true,
          classNames: {
            toast:
              'flex w-90 items-start gap-2.5 rounded-l border border-line-strong bg-float px-3 py-2.5 font-sans text-12 text-fg shadow-float',
            title: 'font-medium leading-snug',
            description: 'mt-0.5 text-fg-2 leading-snug',
            content: 'min-w-0 flex-1 break-words',
            icon: 'mt-px',
            actionButton:
              'ms-auto h-control-s shrink-0 rounded-m border border-line-strong bg-raised px-2 text-11 font-medium hover:bg-hover coarse:h-touch',
          },
        }}
      />
    </div>
  )
}
