import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Provider } from '#shared/providers.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { AddEndpointDialog } from './add-endpoint-dialog.tsx'
import { type Preset, PRESETS } from './presets.ts'
import { ProviderRow } from './provider-row.tsx'

/** Models that run on this machine or in the user's own network. */
export function LocalSection({ providers }: { providers: Provider[] }) {
  const [adding, setAdding] = useState<Preset | null>(null)
  return (
    <Section
      title={t('On this machine')}
      hint={t(
        'Servers that speak OpenAI’s protocol, such as Ollama and LM Studio. With a model that runs here, nothing leaves this machine.',
      )}
    >
      {providers.map((provider) => (
        <ProviderRow key={provider.id} provider={provider} />
      ))}
      <Row title={providers.length === 0 ? t('Add an endpoint') : t('Add another')} className="py-3!">
        {PRESETS.map((preset) => (
          <Button key={preset.id} icon={<Plus />} onClick={() => setAdding(preset)}>
            {preset.label}
          </Button>
        ))}
      </Row>
      {adding !== null && <AddEndpointDialog preset={adding} onClose={() => setAdding(null)} />}
    </Section>
  )
}
