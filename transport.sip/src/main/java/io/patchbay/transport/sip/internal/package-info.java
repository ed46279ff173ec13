/** Takes and places telephone calls by SIP, and joins calls that a provider carries. */
@org.jspecify.annotations.NullMarked
package io.patchbay.transport.sip.internal;
