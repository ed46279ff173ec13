/**
 * Calls that are held inside a container and driven from outside it. A test's JVM shares this
 * package with the container, so its types use nothing but the JDK's.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.itest.call;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
