/** The desk's secrets by the names that they have in Key Vault, which takes letters, digits and dashes. */

export const SECRET_NAMES = ['OPERATOR-TOKEN', 'ALPACA-KEY-ID', 'ALPACA-SECRET-KEY'] as const
export type SecretName = (typeof SECRET_NAMES)[number]

/** A token that is shorter could be guessed, wherever it comes from. */
export const OPERATOR_TOKEN_CHARS_MIN = 16
