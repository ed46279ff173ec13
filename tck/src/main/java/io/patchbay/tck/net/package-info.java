/**
 * For tests of what speaks WebSocket: a far end on real sockets, and a network in memory, whose
 * server is the test. Needs the bundle {@code io.patchbay.net}.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.tck.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
