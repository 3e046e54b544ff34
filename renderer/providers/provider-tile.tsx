import { Cloud, FlaskConical, HardDrive } from 'lucide-react'
import type { Provider } from '#shared/providers.ts'
import { cn } from '../ui/cn.ts'

/** A provider's place in a list: its first letter, or what kind of one it is. */
export function ProviderTile({ provider, large = false }: { provider: Provider; large?: boolean }) {
  return (
    <span
      aria-hidden
      className={cn(
        'grid shrink-0 place-items-center rounded-m border bg-active font-semibold text-fg-2',
        large ? 'size-9 text-16 [&_svg]:size-4.5' : 'size-7 text-12 [&_svg]:size-3.5',
      )}
    >
      {provider.source === 'local' ? (
        <HardDrive />
      ) : provider.source === 'practice' ? (
        <FlaskConical />
      ) : provider.source === 'cloud' ? (
        <Cloud />
      ) : (
        provider.name.charAt(0).toUpperCase()
      )}
    </span>
  )
}
