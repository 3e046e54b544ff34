/** A kind of server one may have, with the address it listens at by default. */
import { t } from '../strings/t.ts'

export type Preset = { id: string; label: string; name: string; baseUrl: string; hint: string }

export const PRESETS: readonly Preset[] = [
  {
    id: 'ollama',
    label: 'Ollama',
    name: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    hint: t(
      'Start it with `ollama serve`. Agents need a model that can call tools and a context of 32k or more: Ollama’s own default is far smaller.',
    ),
  },
  {
    id: 'lm-studio',
    label: 'LM Studio',
    name: 'LM Studio',
    baseUrl: 'http://127.0.0.1:1234/v1',
    hint: t(
      'Start its server on the Developer page, with a model that can call tools and a context of 32k or more.',
    ),
  },
  {
    id: 'other',
    label: t('Other address'),
    name: '',
    baseUrl: '',
    hint: t('Any server that answers at /models and /chat/completions below this address.'),
  },
]
