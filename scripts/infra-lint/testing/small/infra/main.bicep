// A desk as small as the laws allow: every law finds here what it judges.

import { containers, groups, hubs } from 'contract.bicep'

@allowed([
  'dev'
  'prod'
])
param environmentName string

@minValue(1)
@maxValue(1000)
param instancesMax int

param alwaysReady array
param isPrivate bool

var tags = {
  workload: 'gatehouse'
  environment: environmentName
}
var token = uniqueString(resourceGroup().id)

module watch 'modules/watch.bicep' = {
  name: 'watch'
  params: {
    name: 'log-${token}'
    tags: tags
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    name: 'app-${token}'
    tags: tags
    workspaceId: watch.outputs.workspaceId
    identityName: watch.outputs.identityName
    instancesMax: instancesMax
    alwaysReady: alwaysReady
    settings: {
      PGHOST: ledger.outputs.host
      PGUSER: 'app'
      EH_FQDN: '${bus.outputs.name}.servicebus.windows.net'
      STORAGE_ACCOUNT: lake.outputs.name
    }
  }
}

module lake 'modules/lake.bicep' = {
  name: 'lake'
  params: {
    name: take('lake${token}', 24)
    tags: tags
    workspaceId: watch.outputs.workspaceId
    containers: containers
  }
}

module bus 'modules/bus.bicep' = {
  name: 'bus'
  params: {
    name: 'bus-${token}'
    tags: tags
    workspaceId: watch.outputs.workspaceId
    hubs: hubs
    groups: groups
    principalId: watch.outputs.principalId
  }
}

module ledger 'modules/ledger.bicep' = {
  name: 'ledger'
  params: {
    name: 'psql-${token}'
    tags: tags
    workspaceId: watch.outputs.workspaceId
    isPrivate: isPrivate
  }
}

module edge 'modules/edge.bicep' = {
  name: 'edge'
  params: {
    profileName: app.outputs.profileName
    tags: tags
  }
}

module alerts 'modules/alerts.bicep' = if (environmentName != 'none') {
  name: 'alerts'
  params: {
    tags: tags
    workspaceId: watch.outputs.workspaceId
  }
}

output hostName string = edge.outputs.hostName
