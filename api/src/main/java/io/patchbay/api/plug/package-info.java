/**
 * What all plugs share: settings, the context they are created with, and the directory of what is
 * plugged in.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.api.plug;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
