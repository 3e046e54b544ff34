import type { AskBroker } from './asks-broker.ts'
import type { Watch } from './connection.ts'
import type { TurnOptions } from './turn.ts'

/** A turn of session `s` by message `m` on a server that a test pretends. */
export function turnOf({
  watch,
  asks,
  ...options
}: Omit<Partial<TurnOptions>, 'watch' | 'asks'> &
  Pick<TurnOptions, 'translator'> & { watch: Partial<Watch>; asks?: Partial<AskBroker> }): TurnOptions {
  return {
    watch: {
      lost: new AbortController().signal,
      probe: async () => {},
      wasPrompted: () => true,
      tree: () => ['s'],
      ...watch,
    } as Watch,
    sessionId: 's',
    directory: '/',
    model: 'practice/scripted',
    agent: 'build',
    variant: null,
    messageId: 'm',
    text: 'Do.',
    files: [],
    limits: { silentModelMs: 60_000, maxRetryWaitMs: 60_000 },
    isFirst: false,
    asks: { event() {}, pending: () => 0, sync: async () => {}, ...asks } as AskBroker,
    reconcile: async () => [],
    log: () => {},
    ...options,
  }
}
