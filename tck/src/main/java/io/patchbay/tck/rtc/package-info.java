/**
 * For tests of what stands on WebRTC: an engine without network and codec that does what the test
 * says, driven by hand or connected to another of its kind. Needs the bundle {@code
 * io.patchbay.rtc}, and no test framework.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.tck.rtc;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
