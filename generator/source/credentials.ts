/** Of a user, for basic authentication. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}
