// The whole desk in one resource group. Parameters come from environments/<name>.json; names from one function of the
// workload, the environment and the group, so that two groups never collide. No secret goes in or out.

targetScope = 'resourceGroup'

import { consumerGroups, databaseName, hubs, lakeContainers, packageContainer, workload } from 'names.bicep'

@description('dev or prod; part of every name.')
@minLength(2)
@maxLength(8)
param environmentName string

param location string

@description('Node major of the Functions app; what a region offers: az functionapp list-flexconsumption-runtimes.')
@allowed([
  '22'
  '24'
])
param nodeVersion string

@allowed([
  512
  2048
  4096
])
param instanceMemoryMb int
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int

@description('Instances that never sleep, by group: http, or function:<name>.')
param alwaysReady array

@minValue(1)
@maxValue(20)
param throughputUnits int
@minValue(1)
@maxValue(20)
param throughputUnitsMax int

param postgresSku string

@allowed([
  'Burstable'
  'GeneralPurpose'
  'MemoryOptimized'
])
param postgresTier string

@minValue(32)
param postgresStorageGb int
@minValue(7)
@maxValue(35)
param backupRetentionDays int

@description('Connections that the migration lets the app\'s role hold: the code\'s own number, as the budget checks.')
@minValue(1)
param appConnectionLimit int

param sweepJobCpu string
param sweepJobMemory string
@minValue(60)
param sweepJobTimeoutSeconds int

@description('Image of the worker, such as ours.azurecr.io/worker:1.2.3; empty before the first push.')
param sweepImage string = ''

@minValue(30)
@maxValue(730)
param logRetentionDays int
@minValue(1)
param logDailyCapGb int
@minValue(10)
param wafRequestsPerMinute int

@description('A host name of our own; empty for the one that Front Door gives.')
param customDomain string = ''
@description('Neighbours are reached by private endpoints alone.')
param privateNetworking bool

@description('Postgres and the lake cannot be deleted before their locks are.')
param deleteLocks bool

@description('Books whose day the schedule keeps, separated by commas.')
param scheduleBooks string

@minValue(1)
param budgetUsd int
@description('The first day of the month of the first deployment; another one is refused afterwards.')
param budgetStartDate string
@description('Who is told; with nobody alerts are seen in the portal alone.')
param alertEmails string[]

@description('owner/repository of the workflows that migrate; empty for none.')
param githubRepository string = ''

@description('Object id of the identity that deploys, which pushes the image and uploads the site; empty for none.')
param deployerPrincipalId string = ''

@description('Client id of the app registration that tokens of people are for; empty for the operator token alone.')
param entraApiClientId string = ''

func nameOf(kind string, work string, stage string, group string) string => '${kind}-${work}-${stage}-${group}'

// For services that take neither dashes nor more than 24 characters.
func shortNameOf(kind string, stage string, group string) string =>
  take(replace('gh${kind}${stage}${group}', '-', ''), 24)

var token = uniqueString(resourceGroup().id)
var tags = {
  workload: workload
  environment: environmentName
  'azd-env-name': environmentName
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  params: {
    appName: nameOf('id-app', workload, environmentName, token)
    migratorName: nameOf('id-migrator', workload, environmentName, token)
    sweeperName: nameOf('id-sweeper', workload, environmentName, token)
    location: location
    tags: tags
    githubRepository: githubRepository
    githubEnvironment: environmentName
  }
}

module observability 'modules/observability.bicep' = {
  name: 'observability'
  params: {
    workspaceName: nameOf('log', workload, environmentName, token)
    appInsightsName: nameOf('appi', workload, environmentName, token)
    actionGroupName: nameOf('ag', workload, environmentName, token)
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
    alertEmails: alertEmails
    appPrincipalId: identities.outputs.appPrincipalId
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  name: 'network'
  params: {
    name: nameOf('vnet', workload, environmentName, token)
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    hostName: shortNameOf('host', environmentName, token)
    lakeName: shortNameOf('lake', environmentName, token)
    webName: shortNameOf('web', environmentName, token)
    location: location
    tags: tags
    workspaceId: observability.outputs.workspaceId
    packageContainer: packageContainer
    lakeContainers: lakeContainers
    appPrincipalId: identities.outputs.appPrincipalId
    sweeperPrincipalId: identities.outputs.sweeperPrincipalId
    deployerPrincipalId: deployerPrincipalId
    publicAccess: !privateNetworking
  }
}

module eventHubs 'modules/event-hubs.bicep' = {
  name: 'event-hubs'
  params: {
    name: nameOf('evhns', workload, environmentName, token)
    location: location
    tags: tags
    workspaceId: observability.outputs.workspaceId
    hubs: hubs
    consumerGroups: consumerGroups
    appPrincipalId: identities.outputs.appPrincipalId
    throughputUnits: throughputUnits
    throughputUnitsMax: throughputUnitsMax
    publicAccess: !privateNetworking
  }
}

module postgres 'modules/postgres.bicep' = {
  name: 'postgres'
  params: {
    name: nameOf('psql', workload, environmentName, token)
    location: location
    tags: tags
    workspaceId: observability.outputs.workspaceId
    databaseName: databaseName
    skuName: postgresSku
    skuTier: postgresTier
    storageGb: postgresStorageGb
    backupRetentionDays: backupRetentionDays
    administratorPrincipalId: identities.outputs.migratorPrincipalId
    administratorName: identities.outputs.migratorName
    publicAccess: !privateNetworking
  }
}

module keyVault 'modules/key-vault.bicep' = {
  name: 'key-vault'
  params: {
    name: shortNameOf('kv', environmentName, token)
    location: location
    tags: tags
    workspaceId: observability.outputs.workspaceId
    appPrincipalId: identities.outputs.appPrincipalId
    publicAccess: !privateNetworking
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (privateNetworking) {
  name: 'private-endpoints'
  params: {
    prefix: nameOf('pe', workload, environmentName, token)
    location: location
    tags: tags
    subnetId: network!.outputs.endpointsSubnetId
    services: [
      { name: 'host', id: storage.outputs.hostAccountId, group: 'blob', zoneId: network!.outputs.blobZoneId }
      { name: 'lake', id: storage.outputs.lakeAccountId, group: 'blob', zoneId: network!.outputs.blobZoneId }
      { name: 'hubs', id: eventHubs.outputs.id, group: 'namespace', zoneId: network!.outputs.eventHubsZoneId }
      { name: 'vault', id: keyVault.outputs.id, group: 'vault', zoneId: network!.outputs.vaultZoneId }
      { name: 'ledger', id: postgres.outputs.id, group: 'postgresqlServer', zoneId: network!.outputs.postgresZoneId }
    ]
  }
}

module containerApps 'modules/container-apps.bicep' = {
  name: 'container-apps'
  params: {
    registryName: shortNameOf('cr', environmentName, token)
    environmentName: nameOf('cae', workload, environmentName, token)
    sweepJobName: shortNameOf('sweep', environmentName, token)
    migrateJobName: shortNameOf('migr', environmentName, token)
    location: location
    tags: tags
    workspaceId: observability.outputs.workspaceId
    image: sweepImage
    cpu: sweepJobCpu
    memory: sweepJobMemory
    timeoutSeconds: sweepJobTimeoutSeconds
    appPrincipalId: identities.outputs.appPrincipalId
    sweeperId: identities.outputs.sweeperId
    sweeperPrincipalId: identities.outputs.sweeperPrincipalId
    migratorId: identities.outputs.migratorId
    migratorPrincipalId: identities.outputs.migratorPrincipalId
    deployerPrincipalId: deployerPrincipalId
    appName: identities.outputs.appName
    sweeperName: identities.outputs.sweeperName
    sweeperClientId: identities.outputs.sweeperClientId
    migratorName: identities.outputs.migratorName
    migratorClientId: identities.outputs.migratorClientId
    postgresHost: postgres.outputs.host
    databaseName: databaseName
    lakeAccountName: storage.outputs.lakeAccountName
    subnetId: privateNetworking ? network!.outputs.jobsSubnetId : ''
  }
}

module frontDoorProfile 'modules/front-door-profile.bicep' = {
  name: 'front-door-profile'
  params: {
    profileName: nameOf('afd', workload, environmentName, token)
    wafPolicyName: shortNameOf('waf', environmentName, token)
    tags: tags
    workspaceId: observability.outputs.workspaceId
    requestsPerMinute: wafRequestsPerMinute
  }
}

// What the app is told: names of shared/config/config.ts, and the platform's own connection of the triggers.
var hubSettings = toObject(hubs, hub => hub.setting, hub => hub.name)
var settings = union(hubSettings, {
  AZURE_CLIENT_ID: identities.outputs.appClientId
  PGHOST: postgres.outputs.host
  PGDATABASE: databaseName
  PGUSER: identities.outputs.appName
  EH_FQDN: eventHubs.outputs.fullyQualifiedNamespace
  EVENTS__fullyQualifiedNamespace: eventHubs.outputs.fullyQualifiedNamespace
  EVENTS__credential: 'managedidentity'
  EVENTS__clientId: identities.outputs.appClientId
  STORAGE_ACCOUNT: storage.outputs.lakeAccountName
  CHECKPOINT_CONTAINER: 'eh-checkpoints'
  FRONT_DOOR_ID: frontDoorProfile.outputs.frontDoorId
  KEY_VAULT_URI: keyVault.outputs.uri
  OPERATOR_TOKEN_ROLES: 'Viewer,Operator'
  SCHEDULE_BOOKS: scheduleBooks
  SWEEP_JOB_RESOURCE_ID: containerApps.outputs.sweepJobId
  SWEEP_JOB_CONTAINER: 'sweep-job'
}, empty(entraApiClientId) ? {} : {
  ENTRA_TENANT_ID: tenant().tenantId
  ENTRA_API_CLIENT_ID: entraApiClientId
})

module functions 'modules/functions.bicep' = {
  name: 'functions'
  params: {
    name: nameOf('func', workload, environmentName, token)
    planName: nameOf('plan', workload, environmentName, token)
    location: location
    tags: tags
    workspaceId: observability.outputs.workspaceId
    identityId: identities.outputs.appId
    identityClientId: identities.outputs.appClientId
    storageName: storage.outputs.hostAccountName
    packageContainer: packageContainer
    appInsightsConnectionString: observability.outputs.appInsightsConnectionString
    frontDoorId: frontDoorProfile.outputs.frontDoorId
    settings: settings
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    nodeVersion: nodeVersion
    instanceMemoryMb: instanceMemoryMb
    maximumInstanceCount: maximumInstanceCount
    alwaysReady: alwaysReady
  }
  dependsOn: [
    privateEndpoints
  ]
}

module frontDoor 'modules/front-door.bicep' = {
  name: 'front-door'
  params: {
    profileName: frontDoorProfile.outputs.name
    endpointName: nameOf('desk', workload, environmentName, token)
    tags: tags
    apiHostName: functions.outputs.hostName
    siteHostName: storage.outputs.webHostName
    wafPolicyId: frontDoorProfile.outputs.wafPolicyId
    customDomain: customDomain
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    prefix: '${workload}-${environmentName}'
    location: location
    tags: tags
    workspaceId: observability.outputs.workspaceId
    appInsightsId: observability.outputs.appInsightsId
    actionGroupId: observability.outputs.actionGroupId
    functionAppId: functions.outputs.id
    postgresId: postgres.outputs.id
    postgresTier: postgresTier
    eventHubsId: eventHubs.outputs.id
    frontDoorProfileId: frontDoorProfile.outputs.id
  }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  params: {
    name: '${workload}-${environmentName}'
    amountUsd: budgetUsd
    startDate: budgetStartDate
    actionGroupId: observability.outputs.actionGroupId
  }
}

module locks 'modules/locks.bicep' = if (deleteLocks) {
  name: 'locks'
  params: {
    postgresName: postgres.outputs.name
    lakeAccountName: storage.outputs.lakeAccountName
  }
}

output functionAppName string = functions.outputs.name
output apiHostName string = functions.outputs.hostName
output frontDoorProfileName string = frontDoorProfile.outputs.name
output frontDoorEndpointName string = frontDoor.outputs.endpointName
output frontDoorHostName string = frontDoor.outputs.hostName
output frontDoorId string = frontDoorProfile.outputs.frontDoorId
output webAccountName string = storage.outputs.webAccountName
output lakeAccountName string = storage.outputs.lakeAccountName
output postgresHost string = postgres.outputs.host
output databaseName string = databaseName
output appConnectionLimit int = appConnectionLimit
output appIdentityName string = identities.outputs.appName
output appIdentityPrincipalId string = identities.outputs.appPrincipalId
output sweeperIdentityName string = identities.outputs.sweeperName
output sweeperIdentityPrincipalId string = identities.outputs.sweeperPrincipalId
output migratorIdentityName string = identities.outputs.migratorName
output migratorClientId string = identities.outputs.migratorClientId
output registryName string = containerApps.outputs.registryName
output registryLoginServer string = containerApps.outputs.registryLoginServer
output sweepJobName string = containerApps.outputs.sweepJobName
output migrateJobName string = containerApps.outputs.migrateJobName
output keyVaultUri string = keyVault.outputs.uri
output appInsightsName string = observability.outputs.appInsightsName
output entraApiClientId string = entraApiClientId
output privateNetworking bool = privateNetworking
