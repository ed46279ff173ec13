/**
 * Event loops, and what every connection needs to be told: TLS, proxy, and how it can fail.
 *
 * <p>Everything here works without a container, by factories and constructors.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.net;
