// The ledger. Entra logins alone; the migrator is the administrator, everyone else gets a role of the database's own
// (infra/database/grants.sql). The server takes one change of its control plane at a time, so each waits for the last.

param name string
param location string
param tags object
param workspaceId string
param databaseName string
param skuName string
param skuTier string
param storageGb int
param backupRetentionDays int
param administratorPrincipalId string
param administratorName string
param publicAccess bool

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: skuName
    tier: skuTier
  }
  properties: {
    createMode: 'Default'
    version: '17'
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenant().tenantId
    }
    storage: {
      // Once it has grown by itself the parameter must follow: a disk never shrinks, and a smaller size is refused.
      storageSizeGB: storageGb
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: backupRetentionDays
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
    network: {
      publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    }
  }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  name: databaseName
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

// All of Azure and nobody else; who comes in still needs a token of a known identity.
// https://learn.microsoft.com/azure/postgresql/network/concepts-networking-public
resource azureServices 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2025-08-01' = if (publicAccess) {
  parent: server
  name: 'azure-services'
  properties: {
    startIpAddress: '0.0.0.0'
    endIpAddress: '0.0.0.0'
  }
  dependsOn: [
    database
  ]
}

// Milliseconds, but for the switches.
var parameters = [
  { name: 'require_secure_transport', value: 'on' }
  { name: 'ssl_min_protocol_version', value: 'TLSv1.2' }
  { name: 'log_min_duration_statement', value: '1000' }
  { name: 'idle_in_transaction_session_timeout', value: '30000' }
  { name: 'log_lock_waits', value: 'on' }
]

@batchSize(1)
resource configuration 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = [for one in parameters: {
  parent: server
  name: one.name
  properties: {
    value: one.value
    source: 'user-override'
  }
  dependsOn: [
    database
    azureServices
  ]
}]

// Last: a server that still takes another change refuses it as not accessible, the first time and every time after.
// https://github.com/Azure/azure-postgresql/issues/127
resource administrator 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = {
  parent: server
  name: administratorPrincipalId
  properties: {
    principalName: administratorName
    principalType: 'ServicePrincipal'
    tenantId: tenant().tenantId
  }
  dependsOn: [
    configuration
  ]
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: server
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'PostgreSQLLogs'
        enabled: true
      }
    ]
  }
}

output id string = server.id
output name string = server.name
output host string = server.properties.fullyQualifiedDomainName
