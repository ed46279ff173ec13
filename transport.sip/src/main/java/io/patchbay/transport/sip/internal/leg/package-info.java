/** Telephone calls as caller legs: the door, its settings, the calls. */
@org.jspecify.annotations.NullMarked
package io.patchbay.transport.sip.internal.leg;
