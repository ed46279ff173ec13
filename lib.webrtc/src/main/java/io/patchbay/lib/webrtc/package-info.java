/**
 * What webrtc-java 0.14.0 lacks, and only the class loader of its own classes can do: a load of its
 * native library that says what is missing and leaves nothing behind, and the release of native
 * objects.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.lib.webrtc;
