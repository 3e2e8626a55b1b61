/** Says why an address cannot be listened on, in better words than the system's error, which is its cause if there is one. */
export class CannotListen extends Error {}
