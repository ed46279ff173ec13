/** The faces on HTTP and WebSocket. */
@NullMarked
package io.patchbay.emulator.web.internal;

import org.jspecify.annotations.NullMarked;
