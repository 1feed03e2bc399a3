// Alerts on what the desk and Azure measure.

import { ownAlerts, platformAlerts } from '../contract.bicep'

param tags object
param workspaceId string

resource own 'Microsoft.Insights/scheduledQueryRules@2025-01-01-preview' = [for one in ownAlerts: {
  name: one.metric
  location: resourceGroup().location
  tags: tags
  properties: {
    description: 'RUNBOOK.md#${one.runbook}'
    severity: one.severity
    enabled: true
    scopes: [
      workspaceId
    ]
    windowSize: 'PT${one.windowMinutes}M'
    criteria: {
      allOf: [
        {
          query: 'AppTraces | where Message startswith \'{"metric":"${one.metric}"\''
          timeAggregation: one.aggregation
          operator: one.operator
          threshold: one.threshold
          dimensions: map(one.dimensions, dimension => {
            name: dimension
          })
        }
      ]
    }
  }
}]

resource platform 'Microsoft.Insights/metricAlerts@2018-03-01' = [for one in platformAlerts: {
  name: replace(one.metric, '/', '-')
  location: 'global'
  tags: tags
  properties: {
    description: 'RUNBOOK.md#${one.runbook}'
    severity: one.severity
    enabled: true
    windowSize: 'PT${one.windowMinutes}M'
    criteria: {
      allOf: [
        {
          metricName: one.metric
          metricNamespace: one.namespace
          timeAggregation: one.aggregation
          operator: one.operator
          threshold: one.threshold
          dimensions: map(one.splitBy, dimension => {
            name: dimension
          })
        }
      ]
    }
  }
}]

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'month'
  properties: {
    timePeriod: {
      startDate: '2026-11-01'
    }
    notifications: toObject([
      { type: 'Actual', percent: 50 }
      { type: 'Actual', percent: 80 }
      { type: 'Actual', percent: 100 }
      { type: 'Forecasted', percent: 100 }
    ], one => '${one.type}${one.percent}', one => {
      enabled: true
      threshold: one.percent
      thresholdType: one.type
      contactGroups: [
        workspaceId
      ]
    })
  }
}
