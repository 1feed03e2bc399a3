/** No secret comes in by a parameter, goes out by an output or is asked of Azure. */
import { expressionsIn } from '../bicep/walk.ts'
import type { InfraLaw } from '../project.ts'

const SECRET = /password|secret|accessKey|sharedKey|accountKey|apiKey|sasToken|credentialValue/i
/** Settings and properties whose names only speak of secrets. */
const HARMLESS = /^(passwordAuth|allowSharedKeyAccess|keyVaultSecretsUser|keyVaultSecretsOfficer)$/
const ASKING = /^(list(Keys|AccountSas|ServiceSas|Secrets|ConnectionStrings|Credentials|QueryKeys|\w*Keys)?|getSecret)$/

export const secrets: InfraLaw = {
  name: 'secrets',
  says: 'no secret in a parameter, output, property or call; people put secrets in Key Vault',
  check: ({ sources }) =>
    [...sources.values()].flatMap(({ path, declarations }) => {
      const declared = declarations.flatMap(({ kind, name, line, decorators }) => {
        if (kind !== 'param' && kind !== 'output') return []
        const secure = decorators.some((decorator) => decorator.name === 'secure')
        if (!secure && !(SECRET.test(name) && !HARMLESS.test(name))) return []
        const word = kind === 'param' ? 'parameter' : 'output'
        return [{ path, line, message: `${word} ${name} carries a secret; put it in Key Vault and read it there` }]
      })
      const used = expressionsIn(declarations).flatMap((each) => {
        if (each.kind === 'object') {
          const keys = each.properties.filter(({ key }) => {
            const name = key.kind === 'literal' ? String(key.value) : ''
            return SECRET.test(name) && !HARMLESS.test(name)
          })
          return keys.map(({ line }) => ({
            path,
            line,
            message: 'a property carries a secret; use an identity instead',
          }))
        }
        if (each.kind !== 'call' || (each.callee.kind !== 'member' && each.callee.kind !== 'name')) return []
        const message = `${each.callee.name}() asks for a secret; use an identity instead`
        return ASKING.test(each.callee.name) ? [{ path, line: each.line, message }] : []
      })
      return [...declared, ...used]
    }),
}
