/**
 * The shape of the protocol: JSON, validation of client events, ids. Knows no session and no
 * socket.
 */
@NullMarked
package io.patchbay.emulator.protocol.internal;

import org.jspecify.annotations.NullMarked;
