/** The call of this page, on every tab; nothing while there is none. */
export function CallBar() {
  return null;
}
