/**
 * The way in without a container: {@link io.patchbay.runtime.Patchbay} finds the plugs on the class
 * path, or takes them one by one, and opens sessions.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
