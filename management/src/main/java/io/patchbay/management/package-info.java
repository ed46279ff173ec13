/**
 * Plugs of a running container: what is installed, and how it is installed, updated and removed
 * while sessions go on. {@link io.patchbay.management.PlugControl} is the service, {@link
 * io.patchbay.management.ManagementDoor} the same over HTTP on loopback, and {@link
 * io.patchbay.management.PlugStore} what survives a restart.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.management;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
