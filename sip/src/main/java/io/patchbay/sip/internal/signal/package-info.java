/** Messages, connections and transactions of SIP (RFC 3261). */
@org.jspecify.annotations.NullMarked
package io.patchbay.sip.internal.signal;
