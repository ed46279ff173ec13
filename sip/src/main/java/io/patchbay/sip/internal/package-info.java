/** Calls: signalling and sound put together, on doors that plugs share. */
@org.jspecify.annotations.NullMarked
package io.patchbay.sip.internal;
