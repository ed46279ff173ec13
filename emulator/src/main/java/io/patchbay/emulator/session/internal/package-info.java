/**
 * One emulated session: conversation, input buffer, responses. Everything here runs on the
 * session's loop; it knows no socket.
 */
@NullMarked
package io.patchbay.emulator.session.internal;

import org.jspecify.annotations.NullMarked;
