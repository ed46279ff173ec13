/** Takes telephone calls that come as Twilio media streams. */
@org.jspecify.annotations.NullMarked
package io.patchbay.transport.twilio.internal;
