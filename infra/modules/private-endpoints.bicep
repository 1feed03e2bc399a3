// Our services as seen from inside the private network: an address of ours each, and the name that leads to it.

type serviceType = {
  name: string
  @description('Resource id of the service.')
  id: string
  @description('Which part of it: blob, namespace, vault or postgresqlServer.')
  group: string
  @description('The private zone of its names.')
  zoneId: string
}

param prefix string
param location string
param tags object
param subnetId string
param services serviceType[]

// One after the other: each changes the subnet, which takes no second change meanwhile.
// https://github.com/Azure/bicep-ptn-aiml-landing-zone/issues/41
@batchSize(1)
resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = [for one in services: {
  name: '${prefix}-${one.name}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: one.name
        properties: {
          privateLinkServiceId: one.id
          groupIds: [
            one.group
          ]
        }
      }
    ]
  }
}]

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [for (one, i) in services: {
  parent: endpoint[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: one.group
        properties: {
          privateDnsZoneId: one.zoneId
        }
      }
    ]
  }
}]
