// What nobody deletes by mistake: the ledger and the lake.

param postgresName string
param lakeAccountName string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' existing = {
  name: postgresName
}

resource lake 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: lakeAccountName
}

resource serverLock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: server
  properties: {
    level: 'CanNotDelete'
    notes: 'The ledger. Take this lock off by hand before the server is deleted.'
  }
}

resource lakeLock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: lake
  properties: {
    level: 'CanNotDelete'
    notes: 'The lake. Take this lock off by hand before the account is deleted.'
  }
}
