/** `signals.enriched` and `regimes.snapshot` into the tables that the API reads. Redelivered rows are there already. */
import type { Envelope } from '../contracts/envelope.ts'
import type { SignalStore } from '../ports/hub-store.ts'

export function takeSignals(
  ports: { readonly signals: SignalStore },
  events: readonly Envelope<'gatehouse.signal.v1'>[],
): Promise<void> {
  return ports.signals.saveSignals(events)
}

export function takeRegimes(
  ports: { readonly signals: SignalStore },
  events: readonly Envelope<'gatehouse.regime.v1'>[],
): Promise<void> {
  return ports.signals.saveRegimes(events)
}
