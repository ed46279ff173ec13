/**
 * What can be asked of a running instance as JSON over HTTP, whatever server carries it: the door
 * of {@code ./patchbay plugs} and the console serve the same resources.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.patchbay.management.resource;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
