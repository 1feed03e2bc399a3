// One storage account: no shared keys, no public blobs, its containers, and who may do what in each.

type grantType = {
  @description('Container, or empty for the whole account.')
  container: string
  principalId: string
  roleId: string
}

param name string
param location string
param tags object
param workspaceId string
param containers string[] = []
param grants grantType[] = []

@description('Keeps former versions and deleted blobs for this many days; 0 keeps none.')
param keepDeletedDays int = 0

@description('Moves blobs that nobody wrote for 30 days to the cool tier, and forgets versions of more than 90 days.')
param cools bool = false

@description('Which blob operations are logged: StorageRead, StorageWrite, StorageDelete.')
param loggedOperations string[] = [
  'StorageDelete'
]

param publicAccess bool = true

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowCrossTenantReplication: false
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: publicAccess ? 'Allow' : 'Deny'
    }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: keepDeletedDays > 0
    deleteRetentionPolicy: {
      enabled: keepDeletedDays > 0
      days: keepDeletedDays > 0 ? keepDeletedDays : null
    }
    containerDeleteRetentionPolicy: {
      enabled: keepDeletedDays > 0
      days: keepDeletedDays > 0 ? keepDeletedDays : null
    }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [for one in containers: {
  parent: blobService
  name: one
  properties: {
    publicAccess: 'None'
  }
}]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = if (cools) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'cool-and-forget'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
            }
            actions: {
              baseBlob: {
                tierToCool: {
                  daysAfterModificationGreaterThan: 30
                }
              }
              version: {
                delete: {
                  daysAfterCreationGreaterThan: 90
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [
    blobService
  ]
}

var accountGrants = filter(grants, grant => empty(grant.container))
var containerGrants = filter(grants, grant => !empty(grant.container))

resource accountGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in accountGrants: {
  name: guid(account.id, grant.principalId, grant.roleId)
  scope: account
  properties: {
    principalId: grant.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.roleId)
  }
}]

resource containerGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in containerGrants: {
  name: guid(container[indexOf(containers, grant.container)].id, grant.principalId, grant.roleId)
  scope: container[indexOf(containers, grant.container)]
  properties: {
    principalId: grant.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.roleId)
  }
}]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: blobService
  properties: {
    workspaceId: workspaceId
    logs: [for operation in loggedOperations: {
      category: operation
      enabled: true
    }]
  }
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output webHostName string = replace(replace(account.properties.primaryEndpoints.web, 'https://', ''), '/', '')
