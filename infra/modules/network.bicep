// The private network: one subnet each for the app, for the jobs and for private endpoints, and the zones by which the
// names of our services lead to those endpoints.

param name string
param location string
param tags object

// Delegated subnets: Flex Consumption and Container Apps both run in Microsoft.App/environments, and neither shares its
// subnet. https://learn.microsoft.com/azure/azure-functions/functions-networking-options
resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.20.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.20.0.0/26'
          delegations: [
            {
              name: 'functions'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'jobs'
        properties: {
          addressPrefix: '10.20.0.64/26'
          delegations: [
            {
              name: 'container-apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.20.0.128/26'
        }
      }
    ]
  }
}

var zones = [
  'privatelink.blob.${environment().suffixes.storage}'
  'privatelink.servicebus.windows.net'
  'privatelink.vaultcore.azure.net'
  'privatelink.postgres.database.azure.com'
]

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zoneName in zones: {
  name: zoneName
  location: 'global'
  tags: tags
}]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zoneName, index) in zones: {
  parent: zone[index]
  name: name
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}]

output appSubnetId string = '${network.id}/subnets/app'
output jobsSubnetId string = '${network.id}/subnets/jobs'
output endpointsSubnetId string = '${network.id}/subnets/endpoints'
output blobZoneId string = zone[0].id
output eventHubsZoneId string = zone[1].id
output vaultZoneId string = zone[2].id
output postgresZoneId string = zone[3].id
