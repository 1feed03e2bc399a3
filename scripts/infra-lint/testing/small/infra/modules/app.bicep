// The app, the account of its host and the profile that alone may call it.

import { roleIds } from '../roles.bicep'

param name string
param tags object
param workspaceId string
param identityName string
param instancesMax int
param alwaysReady array
param settings object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource host 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: take(replace('host${name}', '-', ''), 24)
  location: resourceGroup().location
  tags: tags
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    defaultToOAuthAuthentication: true
    allowCrossTenantReplication: false
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource package 'containers' = {
      name: 'package'
    }
  }
}

resource hostBlobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: host
  name: 'default'
}

resource own 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(host.id, identity.id, roleIds.storageBlobDataOwner)
  scope: host
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.storageBlobDataOwner)
  }
}

resource profile 'Microsoft.Cdn/profiles@2025-06-01' = {
  name: 'afd-${name}'
  location: 'global'
  tags: tags
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: resourceGroup().location
  tags: union(tags, { service: 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    httpsOnly: true
    functionAppConfig: {
      deployment: {
        storage: {
          value: '${host.properties.primaryEndpoints.blob}package'
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: instancesMax
        alwaysReady: alwaysReady
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: [
        {
          name: 'front-door-only'
          action: 'Allow'
          tag: 'ServiceTag'
          ipAddress: 'AzureFrontDoor.Backend'
          headers: {
            'x-azure-fdid': [
              profile.properties.frontDoorId
            ]
          }
        }
      ]
      scmIpSecurityRestrictionsUseMain: false
    }
  }
}

resource config 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'appsettings'
  properties: union({
    AzureWebJobsStorage__accountName: host.name
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identity.properties.clientId
    EVENTS__fullyQualifiedNamespace: settings.EH_FQDN
    EVENTS__credential: 'managedidentity'
    EVENTS__clientId: identity.properties.clientId
    AZURE_CLIENT_ID: identity.properties.clientId
    FRONT_DOOR_ID: profile.properties.frontDoorId
    KEY_VAULT_URI: 'https://desk.vault.azure.net'
    OPERATOR_TOKEN_ROLES: 'Viewer,Operator'
  }, settings)
}

var watched = [
  {
    name: 'site'
    isSite: true
  }
]

resource siteLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for one in watched: if (one.isSite) {
  name: one.name
  scope: site
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}]

resource profileDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: profile
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

resource hostDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: hostBlobs
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

output profileName string = profile.name
