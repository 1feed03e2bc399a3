/** What each check of the runbook's table must say, by its name. The commands themselves stand in RUNBOOK.md. */

export type Check =
  | {
      readonly kind: 'command'
      readonly expect: RegExp
      /** The command goes on until it is told to stop. */
      readonly goesOn?: true
    }
  /** Shown by something other than a command. */
  | { readonly kind: 'elsewhere'; readonly where: string; readonly expect: RegExp; readonly goesOn?: never }

const says = (expect: RegExp, more: { goesOn?: true } = {}): Check => ({
  kind: 'command',
  expect,
  ...more,
})
const elsewhere = (where: string): Check => ({ kind: 'elsewhere', where, expect: /^/ })

export const CHECKS: Readonly<Record<string, Check>> = {
  'App Service is running (03:58)': says(/"ok":true/),
  'tail the logs until healthy': says(/"kind":"host"/, { goesOn: true }),
  'flush local logs': says(/^$/),
  '`/health/live` and `/health/ready` are 200': says(/live -> 200\s+\/health\/ready -> 200/),
  'smoke routes through Front Door': says(/^\/ -> 200\s+\/ui -> 200\s+\/health\/live -> 200\s+\/docs -> 200$/m),
  'probe of the UI `GET /ui/`': says(/^200$/m),
  'traffic only through Front Door': says(/^403$/m),
  'list hubs with partitions': says(
    /backtest.jobs 2\s+bars.raw 6\s+exec.orders 2\s+regimes.snapshot 4\s+signals.enriched 4/,
  ),
  'consumer groups on each hub': elsewhere('scripts/platform/event-hubs/event-hubs.platform.test.ts reads every group'),
  'settings `EH_FQDN`, `EH_HUB_*`, `EH_CONSUMER_GROUP`, `CHECKPOINT_CONTAINER`': says(
    /EH_FQDN[\s\S]*CHECKPOINT_CONTAINER/,
  ),
  'checkpoints in `eh-checkpoints`': elsewhere(
    'scripts/consume/consume.platform.test.ts stops and starts the consumer',
  ),
  'send a test event to a hub': says(/sent 5 event\(s\) to bars.raw/),
  'router smoke': says(/ingest:synthetic.*priors:computed.*risk:fractional_kelly.*order:published/),
  '`exec.orders` receives the intent': says(/gatehouse\.order\.intent\.v1/),
  'kill switch in the payload': says(/kill_switch/),
  'execution needs broker keys': says(/ALPACA_API_KEY and ALPACA_API_SECRET/),
  'order consumer by `KEY=VALUE`': says(/consuming exec.orders as orchestrator/, { goesOn: true }),
  'confirm rows by `/orders?limit=20`': says(/"status":"intent"/),
  'lag above 60 s': says(/"consumer_lag","status":"OK"/),
  'UI without database access': elsewhere('web/running.browser.test.ts drives every page through the API'),
  'daily schedule in New York time': says(
    /"slot":"premarket-scan"[\s\S]*"slot":"daily-report"|"day_kind":"closed"[\s\S]*"slots":\[\]/,
  ),
  'premarket scan by hand': says(/"job":"premarket-scan".*"status":"(COMPLETED|BLOCKED)"/),
  'a job again is no second run': says(
    /"slot":"session-open:drill".*"started_at":"([^"]+)"[\s\S]*"slot":"session-open:drill".*"started_at":"\1"/,
  ),
  'write a watchlist, read it back': says(/"symbols":\["AAPL","MSFT"\]/),
  'watchlist of the day': says(/"symbols":\[/),
  'daily report': says(/"book":"practice"[\s\S]*"pnl"/),
  'trading calendar': says(/Thanksgiving Day/),
}
