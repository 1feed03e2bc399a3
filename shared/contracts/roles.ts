/** What a person or a machine may do: the app roles of the desk's registration in Entra ID. None implies another. */
export const ROLES = ['Viewer', 'Operator', 'Approver'] as const
export type Role = (typeof ROLES)[number]
