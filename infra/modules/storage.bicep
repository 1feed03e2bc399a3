// Three accounts of three tempers: the host's own, the desk's lake, and the public shell of the dashboard.

import { roleIds } from '../roles.bicep'

param hostName string
param lakeName string
param webName string
param location string
param tags object
param workspaceId string
param packageContainer string
param lakeContainers string[]
param appPrincipalId string
param sweeperPrincipalId string

@description('Uploads the site; empty for nobody.')
param deployerPrincipalId string

param publicAccess bool

// Locks of timers, checkpoints of the triggers, the package: the host asks for the whole account.
// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
module host 'storage-account.bicep' = {
  name: 'storage-host'
  params: {
    name: hostName
    location: location
    tags: tags
    workspaceId: workspaceId
    publicAccess: publicAccess
    containers: [
      packageContainer
    ]
    grants: [
      { container: '', principalId: appPrincipalId, roleId: roleIds.storageBlobDataOwner }
    ]
  }
}

// Bars, reports and results of research. Configurations are put there by people; models nobody uses yet.
module lake 'storage-account.bicep' = {
  name: 'storage-lake'
  params: {
    name: lakeName
    location: location
    tags: tags
    workspaceId: workspaceId
    publicAccess: publicAccess
    containers: lakeContainers
    keepDeletedDays: 14
    cools: true
    loggedOperations: [
      'StorageWrite'
      'StorageDelete'
    ]
    grants: [
      { container: 'trader-data', principalId: appPrincipalId, roleId: roleIds.storageBlobDataContributor }
      { container: 'configs', principalId: appPrincipalId, roleId: roleIds.storageBlobDataReader }
      { container: 'eh-checkpoints', principalId: appPrincipalId, roleId: roleIds.storageBlobDataContributor }
      { container: 'trader-data', principalId: sweeperPrincipalId, roleId: roleIds.storageBlobDataContributor }
      { container: 'configs', principalId: sweeperPrincipalId, roleId: roleIds.storageBlobDataReader }
    ]
  }
}

// No data in it. Front Door on its Standard tier reaches public origins alone, so it stays public under private
// networking too. Its static website is switched on by the upload, which is a call of the data plane.
module web 'storage-account.bicep' = {
  name: 'storage-web'
  params: {
    name: webName
    location: location
    tags: tags
    workspaceId: workspaceId
    loggedOperations: [
      'StorageWrite'
      'StorageDelete'
    ]
    grants: empty(deployerPrincipalId) ? [] : [
      { container: '', principalId: deployerPrincipalId, roleId: roleIds.storageBlobDataContributor }
    ]
  }
}

output hostAccountId string = host.outputs.id
output hostAccountName string = host.outputs.name
output lakeAccountId string = lake.outputs.id
output lakeAccountName string = lake.outputs.name
output webAccountName string = web.outputs.name
output webHostName string = web.outputs.webHostName
