/** `npm run hub -- send|peek`: looks at a hub, or sends test events to it, without moving anybody's checkpoint. */
import { lastError } from '../shared/base/unavailable.ts'
import { HELP, readCall } from './hub/call.ts'
import { eventsConnection, UsageError } from './lib/desk.ts'

const USAGE = 2

async function main(): Promise<void> {
  const call = readCall(process.argv.slice(2))
  if (!call) {
    console.log(HELP)
    return
  }
  const events = eventsConnection(call.events, process.env)
  const { peek, send } = await import('./hub/exchange.ts')
  if (call.command === 'send') {
    await send(call, events)
    console.error(`sent ${call.count} event(s) to ${call.hub}`)
  } else {
    const printed = await peek(call, events, (event) => console.log(JSON.stringify(event)))
    console.error(`${printed} event(s) of ${call.hub}; no checkpoint was moved`)
  }
}

try {
  await main()
  // The SDK keeps token timers alive after its clients close.
  process.exit(0)
} catch (error) {
  console.error(lastError(error).message)
  process.exit(error instanceof UsageError ? USAGE : 1)
}
