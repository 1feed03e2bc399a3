// The hubs with their consumer groups, and the app's rights on each.

import { roleIds } from '../roles.bicep'

type hubType = {
  name: string
  partitions: int
  retentionHours: int
}

param name string
param tags object
param workspaceId string
param hubs hubType[]
param groups string[]
param principalId string

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: name
  location: resourceGroup().location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = [for one in hubs: {
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

var pairs = flatten(map(range(0, length(hubs)), index => map(groups, group => { hub: index, group: group })))

resource group 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = [for pair in pairs: {
  parent: hub[pair.hub]
  name: pair.group
}]

resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (one, index) in hubs: {
  name: guid(hub[index].id, principalId, roleIds.eventHubsDataSender)
  scope: hub[index]
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.eventHubsDataSender)
  }
}]

resource receive 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (one, index) in hubs: {
  name: guid(hub[index].id, principalId, roleIds.eventHubsDataReceiver)
  scope: hub[index]
  properties: {
    principalId: principalId
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

output name string = namespace.name
