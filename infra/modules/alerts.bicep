// When somebody is called. Names, aggregates, thresholds and severities are those of shared/contracts/metrics.ts; a
// test holds both equal. Every alert names its section of the runbook.

param prefix string
param location string
param tags object
param workspaceId string
param appInsightsId string
param actionGroupId string
param functionAppId string
param postgresId string
param postgresTier string
param eventHubsId string
param frontDoorProfileId string

// What the desk measures of itself: one log line each, read from the workspace.
var ownAlerts = [
  {
    metric: 'heartbeat'
    meaning: 'the desk is not running, or its logs do not arrive'
    dimensions: []
    aggregation: 'Count'
    operator: 'LessThan'
    threshold: 1
    windowMinutes: 5
    severity: 1
    runbook: 'alerts'
  }
  {
    metric: 'orders_lag_seconds'
    meaning: 'orders were sent that no consumer has stored'
    dimensions: []
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 60
    windowMinutes: 5
    severity: 1
    runbook: 'consumer-lag'
  }
  {
    metric: 'outbox_age_seconds'
    meaning: 'events stay in the outbox'
    dimensions: []
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 60
    windowMinutes: 5
    severity: 1
    runbook: 'outbox-stuck'
  }
  {
    metric: 'hub_lag_seconds'
    meaning: 'a consumer is behind its hub'
    dimensions: ['hub']
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 60
    windowMinutes: 5
    severity: 2
    runbook: 'consumer-lag'
  }
  {
    metric: 'dead_letters'
    meaning: 'an event was buried because it can never be applied'
    dimensions: ['hub', 'code']
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    windowMinutes: 5
    severity: 2
    runbook: 'dead-letters'
  }
  {
    metric: 'trading_state_raised'
    meaning: 'the desk is reducing or halted'
    dimensions: []
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    windowMinutes: 5
    severity: 2
    runbook: 'halting-the-desk-now'
  }
  {
    metric: 'slots_missed'
    meaning: 'a slot of today was missed, failed or is overdue'
    dimensions: ['book']
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    windowMinutes: 15
    severity: 2
    runbook: 'alerts'
  }
  {
    metric: 'not_ready'
    meaning: 'a neighbour does not answer'
    dimensions: ['neighbour']
    aggregation: 'Minimum'
    operator: 'GreaterThan'
    threshold: 0
    windowMinutes: 5
    severity: 1
    runbook: 'reading-readiness'
  }
]

// A count of rows alone can ring for their absence, so a counted metric has no column of values.
resource ownAlert 'Microsoft.Insights/scheduledQueryRules@2025-01-01-preview' = [for one in ownAlerts: {
  name: '${prefix}-${replace(one.metric, '_', '-')}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${prefix} ${one.metric}'
    description: '${one.meaning}. RUNBOOK.md#${one.runbook}'
    severity: one.severity
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT${one.windowMinutes}M'
    autoMitigate: true
    // The table of traces is not there before the first one; the rule is.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: join(concat([
            'AppTraces'
            '| where Message startswith \'{"metric":"${one.metric}"\''
            '| extend line = parse_json(Message)'
            '| extend value = todouble(line.value)'
          ], map(one.dimensions, dimension => '| extend ${dimension} = tostring(line.dimensions.${dimension})')), '\n')
          timeAggregation: one.aggregation
          metricMeasureColumn: one.aggregation == 'Count' ? null : 'value'
          dimensions: map(one.dimensions, dimension => {
            name: dimension
            operator: 'Include'
            values: [
              '*'
            ]
          })
          operator: one.operator
          threshold: one.threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}]

// What Azure measures of the neighbours.
var platformAlerts = [
  {
    name: 'postgres_away'
    scope: postgresId
    namespace: 'Microsoft.DBforPostgreSQL/flexibleServers'
    metric: 'is_db_alive'
    meaning: 'the server says that its database is down'
    splitBy: []
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
    windowMinutes: 5
    severity: 0
    runbook: 'alerts'
    when: true
  }
  {
    name: 'postgres_connections'
    scope: postgresId
    namespace: 'Microsoft.DBforPostgreSQL/flexibleServers'
    metric: 'active_connections'
    meaning: 'connections come near the limit of the app\'s role'
    splitBy: []
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 25
    windowMinutes: 5
    severity: 2
    runbook: 'alerts'
    when: true
  }
  {
    name: 'postgres_storage'
    scope: postgresId
    namespace: 'Microsoft.DBforPostgreSQL/flexibleServers'
    metric: 'storage_percent'
    meaning: 'the disk fills up; a full server only reads'
    splitBy: []
    aggregation: 'Average'
    operator: 'GreaterThan'
    threshold: 80
    windowMinutes: 15
    severity: 2
    runbook: 'alerts'
    when: true
  }
  {
    name: 'postgres_cpu_credits'
    scope: postgresId
    namespace: 'Microsoft.DBforPostgreSQL/flexibleServers'
    metric: 'cpu_credits_remaining'
    meaning: 'less than half an hour of a whole core is left'
    splitBy: []
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: 30
    windowMinutes: 15
    severity: 2
    runbook: 'alerts'
    when: postgresTier == 'Burstable'
  }
  {
    name: 'front_door_errors'
    scope: frontDoorProfileId
    namespace: 'Microsoft.Cdn/profiles'
    metric: 'Percentage5XX'
    meaning: 'more than a twentieth of all answers are faults of the server'
    splitBy: []
    aggregation: 'Average'
    operator: 'GreaterThan'
    threshold: 5
    windowMinutes: 5
    severity: 1
    runbook: 'alerts'
    when: true
  }
  {
    name: 'front_door_origin'
    scope: frontDoorProfileId
    namespace: 'Microsoft.Cdn/profiles'
    metric: 'OriginHealthPercentage'
    meaning: 'most health probes of the API or of the site fail'
    splitBy: ['OriginGroup']
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: 50
    windowMinutes: 15
    severity: 1
    runbook: 'alerts'
    when: true
  }
  {
    name: 'event_hubs_throttled'
    scope: eventHubsId
    namespace: 'Microsoft.EventHub/namespaces'
    metric: 'ThrottledRequests'
    meaning: 'the namespace refused calls: its throughput units are used up'
    splitBy: []
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    windowMinutes: 5
    severity: 2
    runbook: 'alerts'
    when: true
  }
  {
    name: 'event_hubs_errors'
    scope: eventHubsId
    namespace: 'Microsoft.EventHub/namespaces'
    metric: 'ServerErrors'
    meaning: 'the namespace failed calls by its own fault'
    splitBy: []
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 10
    windowMinutes: 5
    severity: 2
    runbook: 'alerts'
    when: true
  }
  {
    name: 'functions_http_errors'
    scope: functionAppId
    namespace: 'Microsoft.Web/sites'
    metric: 'Http5xx'
    meaning: 'the app answered faults, also to who came past Front Door'
    splitBy: []
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 10
    windowMinutes: 5
    severity: 2
    runbook: 'alerts'
    when: true
  }
  {
    name: 'functions_failures'
    scope: appInsightsId
    namespace: 'Microsoft.Insights/components'
    metric: 'exceptions/server'
    meaning: 'timers or hub triggers end with an error'
    splitBy: []
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 10
    windowMinutes: 15
    severity: 2
    runbook: 'alerts'
    when: true
  }
]

resource platformAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = [for one in platformAlerts: if (one.when) {
  name: '${prefix}-${replace(one.name, '_', '-')}'
  location: 'global'
  tags: tags
  properties: {
    description: '${one.meaning}. RUNBOOK.md#${one.runbook}'
    severity: one.severity
    enabled: true
    scopes: [
      one.scope
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT${one.windowMinutes}M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: one.name
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: one.namespace
          metricName: one.metric
          // Some are there only once something was counted, and the rule comes before that.
          skipMetricValidation: true
          dimensions: map(one.splitBy, dimension => {
            name: dimension
            operator: 'Include'
            values: [
              '*'
            ]
          })
          timeAggregation: one.aggregation
          operator: one.operator
          threshold: one.threshold
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}]
