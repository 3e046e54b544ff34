import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { t } from '../strings/t.ts'
import { IconButton } from './button.tsx'
import { cn } from './cn.ts'
import { Field, type FieldProps, inputLook } from './field.tsx'

/** A field for a key or a password: masked, kept from the browser's memory, shown only while it is typed. */
export function SecretInput({
  label,
  hint,
  error,
  hideLabel = false,
  row = false,
  className,
  ...rest
}: FieldProps & Omit<ComponentProps<'input'>, 'id' | 'children' | 'type'>) {
  const [shown, setShown] = useState(false)
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      hideLabel={hideLabel}
      row={row}
      {...(className === undefined ? {} : { className })}
    >
      {(control) => (
        <div className="relative">
          <input
            // Browsers offer to keep what is in a password field.
            autoComplete="new-password"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            dir="ltr"
            data-1p-ignore
            {...rest}
            {...control}
            type={shown ? 'text' : 'password'}
            className={cn(inputLook, 'pe-8 font-mono text-11')}
          />
          <IconButton
            bare
            size="s"
            label={shown ? t('Hide what is typed') : t('Show what is typed')}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 end-1 my-auto"
          >
            {shown ? <EyeOff /> : <Eye />}
          </IconButton>
        </div>
      )}
    </Field>
  )
}
