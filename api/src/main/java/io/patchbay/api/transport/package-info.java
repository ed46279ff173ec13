/**
 * Both sides of a session: the link to a model ({@link
 * io.patchbay.api.transport.RealtimeTransport}) and whoever talks ({@link
 * io.patchbay.api.transport.CallerLeg}), with the commands and events that cross them.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.api.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
