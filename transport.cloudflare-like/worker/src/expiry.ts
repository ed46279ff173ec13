const CREATED = /"type"\s*:\s*"session\.created"/;
/** Inside of a text the quotes would be escaped. */
const EXPIRES = /("expires_at"\s*:\s*)(\d+)/g;

/**
 * Lets `session.created` tell when the relay ends the call, if that is sooner than the provider does: clients that read it
 * move to a new line in time. All else of the message stays as it is, and so does every other message.
 *
 * @param end in seconds since 1970
 */
export function tellEnd(message: string, end: number): string {
  return CREATED.test(message)
    ? message.replace(EXPIRES, (whole, name: string, told: string) => (Number(told) > end ? name + Math.floor(end) : whole))
    : message;
}
