/**
 * Sockets below HTTP: datagrams, and streams with or without TLS, registered on the loop of whoever
 * uses them.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.net.socket;
