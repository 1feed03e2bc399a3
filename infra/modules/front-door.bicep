// What the front door does: the site under / and /ui, the app for everything else, with the site's security headers.

param profileName string
param endpointName string
param tags object
param apiHostName string
param siteHostName string
param wafPolicyId string

@description('A host name of our own, such as desk.example.com; empty for the one that Front Door gives.')
param customDomain string

resource profile 'Microsoft.Cdn/profiles@2025-06-01' existing = {
  name: profileName
}

resource endpoint 'Microsoft.Cdn/profiles/afdEndpoints@2025-06-01' = {
  parent: profile
  name: endpointName
  location: 'global'
  tags: tags
  properties: {
    enabledState: 'Enabled'
  }
}

// Every edge probes by itself, so a probe touches nothing and comes seldom.
// https://learn.microsoft.com/azure/frontdoor/health-probes
var origins = [
  { name: 'api', hostName: apiHostName, probePath: '/health/live' }
  { name: 'site', hostName: siteHostName, probePath: '/ui/index.html' }
]

resource originGroup 'Microsoft.Cdn/profiles/originGroups@2025-06-01' = [for one in origins: {
  parent: profile
  name: one.name
  properties: {
    sessionAffinityState: 'Disabled'
    loadBalancingSettings: {
      sampleSize: 4
      successfulSamplesRequired: 3
      additionalLatencyInMilliseconds: 50
    }
    healthProbeSettings: {
      probePath: one.probePath
      probeRequestType: 'GET'
      probeProtocol: 'Https'
      probeIntervalInSeconds: 240
    }
  }
}]

resource origin 'Microsoft.Cdn/profiles/originGroups/origins@2025-06-01' = [for (one, index) in origins: {
  parent: originGroup[index]
  name: one.name
  properties: {
    hostName: one.hostName
    originHostHeader: one.hostName
    httpPort: 80
    httpsPort: 443
    priority: 1
    weight: 1000
    enabledState: 'Enabled'
    enforceCertificateNameCheck: true
  }
}]

// Its certificate comes by itself once the name's TXT record proves that it is ours.
resource domain 'Microsoft.Cdn/profiles/customDomains@2025-06-01' = if (!empty(customDomain)) {
  parent: profile
  name: 'desk'
  properties: {
    hostName: customDomain
    tlsSettings: {
      certificateType: 'ManagedCertificate'
      minimumTlsVersion: 'TLS12'
    }
  }
}

var domains = empty(customDomain) ? [] : [
  {
    id: domain.id
  }
]

resource ruleSet 'Microsoft.Cdn/profiles/ruleSets@2025-06-01' = {
  parent: profile
  name: 'site'
}

// The values of shared/contracts/security-headers.ts. The API's answers bring their own and are left alone. Browsers
// sign in at the public cloud, which the policy has to name.
var securityHeaders = [
  {
    name: 'content-security-policy'
    value: join([
      'default-src \'self\''
      'script-src \'self\''
      'style-src \'self\''
      'img-src \'self\' data:'
      #disable-next-line no-hardcoded-env-urls
      'connect-src \'self\' https://login.microsoftonline.com'
      'frame-src \'none\''
      'object-src \'none\''
      'base-uri \'none\''
      'form-action \'self\''
      'frame-ancestors \'none\''
    ], '; ')
  }
  { name: 'strict-transport-security', value: 'max-age=31536000' }
  { name: 'x-content-type-options', value: 'nosniff' }
  { name: 'referrer-policy', value: 'no-referrer' }
  { name: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' }
]

resource headerRule 'Microsoft.Cdn/profiles/ruleSets/rules@2025-06-01' = {
  parent: ruleSet
  name: 'securityHeaders'
  properties: {
    order: 1
    matchProcessingBehavior: 'Continue'
    actions: [for header in securityHeaders: {
      name: 'ModifyResponseHeader'
      parameters: {
        typeName: 'DeliveryRuleHeaderActionParameters'
        headerAction: 'Overwrite'
        headerName: header.name
        value: header.value
      }
    }]
  }
}

// A path without a file's extension is a page of the application. Symbols have dots too, so the extensions are named.
resource pageRule 'Microsoft.Cdn/profiles/ruleSets/rules@2025-06-01' = {
  parent: ruleSet
  name: 'pages'
  properties: {
    order: 2
    matchProcessingBehavior: 'Continue'
    conditions: [
      {
        name: 'UrlFileExtension'
        parameters: {
          typeName: 'DeliveryRuleUrlFileExtensionMatchConditionParameters'
          operator: 'Equal'
          negateCondition: true
          matchValues: [
            'html'
            'js'
            'css'
            'json'
            'map'
            'svg'
            'png'
            'ico'
            'woff2'
            'txt'
            'webmanifest'
          ]
          transforms: [
            'Lowercase'
          ]
        }
      }
    ]
    actions: [
      {
        name: 'UrlRewrite'
        parameters: {
          typeName: 'DeliveryRuleUrlRewriteActionParameters'
          sourcePattern: '/'
          destination: '/ui/index.html'
          preserveUnmatchedPath: false
        }
      }
    ]
  }
  dependsOn: [
    headerRule
  ]
}

resource siteRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2025-06-01' = {
  parent: endpoint
  name: 'site'
  properties: {
    originGroup: {
      id: originGroup[1].id
    }
    ruleSets: [
      {
        id: ruleSet.id
      }
    ]
    patternsToMatch: [
      '/'
      '/ui'
      '/ui/*'
    ]
    supportedProtocols: [
      'Http'
      'Https'
    ]
    httpsRedirect: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    linkToDefaultDomain: 'Enabled'
    customDomains: domains
    enabledState: 'Enabled'
    // What may be cached, and for how long, each blob says itself.
    cacheConfiguration: {
      queryStringCachingBehavior: 'IgnoreQueryString'
      compressionSettings: {
        isCompressionEnabled: true
        contentTypesToCompress: [
          'text/html'
          'text/css'
          'text/javascript'
          'application/javascript'
          'application/json'
          'image/svg+xml'
        ]
      }
    }
  }
  // A route is refused while its origin group is empty.
  dependsOn: [
    origin
    headerRule
    pageRule
  ]
}

resource apiRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2025-06-01' = {
  parent: endpoint
  name: 'api'
  properties: {
    originGroup: {
      id: originGroup[0].id
    }
    patternsToMatch: [
      '/*'
    ]
    supportedProtocols: [
      'Http'
      'Https'
    ]
    httpsRedirect: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    linkToDefaultDomain: 'Enabled'
    customDomains: domains
    enabledState: 'Enabled'
  }
  dependsOn: [
    origin
  ]
}

resource securityPolicy 'Microsoft.Cdn/profiles/securityPolicies@2025-06-01' = {
  parent: profile
  name: 'waf'
  properties: {
    parameters: {
      type: 'WebApplicationFirewall'
      wafPolicy: {
        id: wafPolicyId
      }
      associations: [
        {
          domains: concat([
            {
              id: endpoint.id
            }
          ], domains)
          patternsToMatch: [
            '/*'
          ]
        }
      ]
    }
  }
}

output endpointName string = endpoint.name
output hostName string = endpoint.properties.hostName
