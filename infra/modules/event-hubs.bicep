// The event bus. Rights are given per hub: the app sends where it produces and receives where it consumes.
// Standard, because Basic has one consumer group and keeps events for one day
// (https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas).

import { roleIds } from '../roles.bicep'

type hubType = {
  name: string
  setting: string
  partitions: int
  retentionHours: int
  appSends: bool
  appReceives: bool
}

param name string
param location string
param tags object
param workspaceId string
param hubs hubType[]
param consumerGroups string[]
param appPrincipalId string
param throughputUnits int

@description('Bound of automatic inflation; it never deflates by itself.')
param throughputUnitsMax int

param publicAccess bool

resource namespace 'Microsoft.EventHub/namespaces@2026-01-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: 'Standard'
    tier: 'Standard'
    capacity: throughputUnits
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    isAutoInflateEnabled: throughputUnitsMax > throughputUnits
    maximumThroughputUnits: throughputUnitsMax > throughputUnits ? throughputUnitsMax : 0
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
  }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2026-01-01' = [for one in hubs: {
  parent: namespace
  name: one.name
  properties: {
    partitionCount: one.partitions
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: one.retentionHours
    }
  }
}]

// Children of a looped resource, so hubs and groups are flattened into pairs first.
var pairs = flatten(map(range(0, length(hubs)), index => map(consumerGroups, group => { hub: index, group: group })))

resource consumerGroup 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2026-01-01' = [for pair in pairs: {
  parent: hub[pair.hub]
  name: pair.group
}]

resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (one, i) in hubs: if (one.appSends) {
  name: guid(hub[i].id, appPrincipalId, roleIds.eventHubsDataSender)
  scope: hub[i]
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.eventHubsDataSender)
  }
}]

resource receive 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (one, i) in hubs: if (one.appReceives) {
  name: guid(hub[i].id, appPrincipalId, roleIds.eventHubsDataReceiver)
  scope: hub[i]
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.eventHubsDataReceiver)
  }
}]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

output id string = namespace.id
output fullyQualifiedNamespace string = '${namespace.name}.servicebus.windows.net'
