/** The console as others see it: where it is, and what a host adds to what it offers. */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.console;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
