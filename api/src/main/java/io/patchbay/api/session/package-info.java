/**
 * Sessions as an application sees them: options, configuration, events, usage, and the serial loop
 * on which all of it happens.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.api.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
