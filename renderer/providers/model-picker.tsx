import { Command } from 'cmdk'
import { Check, Plug, Plus } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Model } from '#shared/providers.ts'
import { loadModels, useModels } from '../state/models.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Popover } from '../ui/popover.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { findModels, groupModels } from './find.ts'
import { ModelFactHeads, ModelFacts } from './model-marks.tsx'

export type ModelPickerProps = {
  /** The chosen model; null = what `fallback` says. */
  value: string | null
  /** What null means, and where that is said, such as `claude-sonnet` and `of the project`. */
  fallback: { label: string; hint?: string }
  onChange: (value: string | null) => void
  /** Leads to the providers, too; off where what is being written would be lost on the way. */
  connects?: boolean
  /** Takes a model by its name though it is not listed; off where the host would refuse it. */
  takesUnlisted?: boolean
}

/** Rows drawn at once; a longer list is found by typing. */
const MOST = 200
const MODEL_PATTERN = /^[^/\s]+\/\S+$/
/** Begins the value of the row that takes a name though it is not listed. */
const UNLISTED = 'unlisted '
const PROVIDERS = 'providers'
/** Stands for null in the list. */
const FALLBACK = 'fallback'
const ROW =
  'flex min-h-7 items-center gap-2 rounded-m px-2 py-1 text-12 select-none data-[selected=true]:bg-active coarse:min-h-9 [&_svg]:shrink-0'

/** Picks a model of a connected provider, or takes one by name, in a panel under `trigger`. */
export function ModelPicker({
  trigger,
  align = 'start',
  ...props
}: ModelPickerProps & {
  /** A button that shows the value; it is given the needed props. */
  trigger: ReactNode
  align?: 'start' | 'center' | 'end'
}) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trigger={trigger}
      label={t('Choose a model')}
      open={open}
      onOpenChange={setOpen}
      align={align}
      className="overflow-hidden p-0"
    >
      <ModelList {...props} onDone={() => setOpen(false)} />
    </Popover>
  )
}

/** The panel of a {@link ModelPicker} by itself. Asks for the models when it appears. */
function ModelList({
  value,
  fallback,
  onChange,
  connects = true,
  takesUnlisted = true,
  onDone,
}: ModelPickerProps & { onDone: () => void }) {
  const [text, setText] = useState('')
  const selection = useSelection(value ?? FALLBACK)
  const { models, error } = useModels()
  useEffect(() => void loadModels(), [])
  const typed = text.trim()
  const found = findModels(models ?? [], typed)
  const shown = found.slice(0, MOST)
  const known = (models ?? []).some((model) => model.id === typed)
  const isUnknown = value !== null && models !== null && !models.some((model) => model.id === value)
  const choose = (model: string | null) => {
    onChange(model)
    onDone()
  }
  return (
    <Command
      label={t('Models')}
      loop
      shouldFilter={false}
      {...selection.root}
      className="flex max-h-[min(96*var(--grid),var(--radix-popover-content-available-height,100vh))] w-115 max-w-[calc(100vw-24px)] flex-col"
    >
      <Command.Input
        autoFocus
        value={text}
        onValueChange={(next) => {
          selection.forget()
          setText(next)
        }}
        placeholder={t('Find a model, or write provider/model')}
        className="h-9 w-full shrink-0 border-b border-line bg-transparent px-3 text-12 outline-none"
      />
      {shown.some((model) => !model.scripted) && (
        <div className="flex h-6 shrink-0 items-center border-b border-line pe-8.5 ps-3">
          <ModelFactHeads />
        </div>
      )}
      <Command.List
        label={t('Suggestions')}
        className="min-h-0 flex-1 scroll-pt-1 scroll-pb-11 overflow-y-auto p-1"
      >
        {typed === '' && (
          <Command.Item value={FALLBACK} onSelect={() => choose(null)} className={ROW}>
            <span className="min-w-0 flex-1 truncate">{fallback.label}</span>
            <span className="shrink-0 text-11 text-fg-3">{fallback.hint}</span>
            <Tick on={value === null} />
          </Command.Item>
        )}
        {typed === '' && isUnknown && (
          <Command.Item value={value} onSelect={() => choose(value)} className={ROW}>
            <span className="min-w-0 flex-1 truncate">{value}</span>
            <span className="shrink-0 text-11 text-wait">{t('not among the connected')}</span>
            <Tick on />
          </Command.Item>
        )}
        {groupModels(shown).map((group) => (
          <Command.Group
            key={group.id}
            heading={group.name}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-fg-3"
          >
            {group.models.map((model) => (
              <ModelRow key={model.id} model={model} on={model.id === value} onSelect={choose} />
            ))}
          </Command.Group>
        ))}
        {found.length > shown.length && (
          <p className="px-2 py-2 text-12 text-fg-3">
            {t('{count} more: type to find them', { count: found.length - shown.length })}
          </p>
        )}
        <State
          models={models}
          error={error}
          isEmpty={found.length === 0}
          typed={typed}
          takesUnlisted={takesUnlisted}
        />
        {takesUnlisted && MODEL_PATTERN.test(typed) && !known && (
          <Command.Item
            value={models === null ? `use ${typed}` : UNLISTED + typed}
            onSelect={() => choose(typed)}
            className={ROW}
          >
            <Plus className="size-3.5 text-fg-3" />
            <span className="min-w-0 flex-1 truncate">
              {models === null
                ? t('Use “{typed}”', { typed })
                : t('Use “{typed}” though it is not listed', { typed })}
            </span>
          </Command.Item>
        )}
        {connects && (
          <div className="sticky -bottom-1 -mx-1 -mb-1 border-t border-line bg-float p-1">
            <Command.Item
              value={PROVIDERS}
              onSelect={() => {
                onDone()
                goTo({ to: 'settings', section: 'providers' })
              }}
              className={`${ROW} text-fg-2`}
            >
              <Plug className="size-3.5 text-fg-3" />
              {t('Connect a provider…')}
            </Command.Item>
          </div>
        )}
      </Command.List>
    </Command>
  )
}

/**
 * Which row Enter takes. The list selects its first one by itself while somebody types; that is a model, or nothing:
 * what takes an unlisted name or leads elsewhere is taken only by who goes there.
 */
function useSelection(initial: string) {
  const [selected, setSelected] = useState(initial)
  const byHand = useRef(false)
  const nothings = useRef(0)
  const hand = () => {
    byHand.current = true
  }
  return {
    root: {
      value: selected,
      onValueChange: (next: string) => {
        const isOffered = byHand.current || !(next.startsWith(UNLISTED) || next === PROVIDERS)
        // A name that no row has, and each time another one: the list takes over only what is new.
        setSelected(isOffered ? next : `nothing ${++nothings.current}`)
      },
      onKeyDownCapture: ({ key, ctrlKey }: KeyboardEvent) => {
        if (MOVES.includes(key) || (ctrlKey && VIM_MOVES.includes(key))) hand()
      },
      onPointerMoveCapture: hand,
    },
    forget: () => {
      byHand.current = false
    },
  }
}

const MOVES: readonly string[] = ['ArrowDown', 'ArrowUp', 'Home', 'End']
/** With Ctrl. */
const VIM_MOVES: readonly string[] = ['n', 'j', 'p', 'k']

const Tick = ({ on }: { on: boolean }) => (
  <span className="w-3.5 shrink-0 text-fg-2">
    {on && (
      <>
        <Check className="size-3.5" />
        <span className="sr-only">, {t('chosen')}</span>
      </>
    )}
  </span>
)

function ModelRow({ model, on, onSelect }: { model: Model; on: boolean; onSelect: (id: string) => void }) {
  return (
    <Command.Item value={model.id} onSelect={() => onSelect(model.id)} className={ROW} title={model.id}>
      <span className="min-w-0 flex-1 truncate">{model.name}</span>
      <ModelFacts model={model} />
      <Tick on={on} />
    </Command.Item>
  )
}

/** What stands in the place of models that are not there. */
function State({
  models,
  error,
  isEmpty,
  typed,
  takesUnlisted,
}: {
  models: Model[] | null
  error: string | null
  isEmpty: boolean
  typed: string
  takesUnlisted: boolean
}) {
  if (error !== null) {
    return (
      <div role="alert" className="px-2 py-3 text-12 text-bad">
        {error}
      </div>
    )
  }
  if (models === null) {
    return (
      <div role="status" className="flex items-center gap-2 px-2 py-3 text-12 text-fg-3">
        <Spinner />
        {t('Asking the agent for its models…')}
      </div>
    )
  }
  if (!isEmpty) return null
  return (
    <div className="px-2 py-3 text-12 text-fg-3">
      {typed === ''
        ? t('No provider is connected yet.')
        : takesUnlisted && !MODEL_PATTERN.test(typed)
          ? t('No such model. One that is not listed is written provider/model.')
          : t('No such model among those of your connected providers.')}
    </div>
  )
}
