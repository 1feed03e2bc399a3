// What the cloud holds by name, spelled once: hubs with their consumer groups, containers, the database.
// Every value equals the code's own constant (shared/contracts); a test holds both equal.

@export()
var workload = 'gatehouse'

@export()
var databaseName = 'gatehouse'

// Every group exists on every hub: the desk's own, and those of readers and tools.
@export()
var consumerGroups = [
  'api'
  'ui'
  'orchestrator'
  'sweeper'
  'diagnostics'
]

// The app both produces and consumes every hub today; the grants follow these two columns.
@export()
var hubs = [
  {
    name: 'bars.raw'
    setting: 'EH_HUB_BARS'
    partitions: 6
    retentionHours: 24
    appSends: true
    appReceives: true
  }
  {
    name: 'signals.enriched'
    setting: 'EH_HUB_SIGNALS'
    partitions: 4
    retentionHours: 48
    appSends: true
    appReceives: true
  }
  {
    name: 'regimes.snapshot'
    setting: 'EH_HUB_REGIMES'
    partitions: 4
    retentionHours: 48
    appSends: true
    appReceives: true
  }
  {
    name: 'backtest.jobs'
    setting: 'EH_HUB_JOBS'
    partitions: 2
    retentionHours: 72
    appSends: true
    appReceives: true
  }
  {
    name: 'exec.orders'
    setting: 'EH_HUB_ORDERS'
    partitions: 2
    retentionHours: 24
    appSends: true
    appReceives: true
  }
]

@export()
var lakeContainers = [
  'trader-data'
  'trader-models'
  'configs'
  'eh-checkpoints'
]

// Holds the package of the Functions app, in the host's account.
@export()
var packageContainer = 'package'
